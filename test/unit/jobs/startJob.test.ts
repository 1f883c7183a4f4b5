import { describe, expect } from 'vitest';
import { abandonJob, startJob } from '../../../lib/jobs/commands.ts';
import type { StartRequest } from '../../../lib/jobs/newJob.ts';
import { readJob } from '../../../lib/jobs/table.ts';
import { givenChannel, givenLiveChannel, type GivenChannel } from '../../given.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

const request = ({ id }: GivenChannel, digest = 'digest'): StartRequest => ({
  workflow: 'deleteChannel',
  subject: `channel/${id}`,
  input: {},
  caller: 'tester',
  idempotencyKey: { key: 'key', digest },
});

describe('the same request twice at once, under one Idempotency-Key', () => {
  /**
   * Starts the second request after the first one has looked for a replay and before it reads the
   * subject.
   */
  async function both(world: World, channel: GivenChannel) {
    let second: Awaited<ReturnType<typeof startJob>> | undefined;
    const prepare = async (): Promise<void> => {
      second = await startJob(world.app, request(channel), 1_000);
    };
    const first = await startJob(world.app, { ...request(channel), prepare }, 1_000);
    return { first, second };
  }

  it('two equal requests are one job that runs, even if another follows', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { first, second } = await both(world, channel);
    expect(first).toMatchObject({ how: 'replayed', job: { id: second?.job.id } });

    await world.ended(first.job.id);
    const next = startJob(
      world.app,
      { ...request(channel), idempotencyKey: { key: 'another', digest: 'digest' } },
      1_000,
    );
    await world.advance(1_000);
    expect((await next).job.id).not.toBe(first.job.id);
    expect(await readJob(world.app, first.job.id)).toMatchObject({
      id: first.job.id,
      status: 'succeeded',
    });
  });

  it('two equal requests are one job that has ended already', async ({ world }) => {
    const { first, second } = await both(world, await givenChannel(world));
    expect(second).toMatchObject({ how: 'started', job: { status: 'succeeded' } });
    expect(first).toMatchObject({
      how: 'replayed',
      job: { id: second?.job.id, status: 'succeeded', version: second?.job.version },
    });
    expect(world.count('DeleteChannel')).toBe(1);
  });

  it('two equal requests are one job when the joined one ends between them', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { job: earlier } = await startJob(
      world.app,
      { ...request(channel), idempotencyKey: { key: 'another', digest: 'digest' } },
      0,
    );
    let second: Awaited<ReturnType<typeof startJob>> | undefined;
    let joining = true;
    world.fateOf = async ({ input }) => {
      if (!joining || !JSON.stringify(input).includes('aliasOf')) return undefined;
      joining = false;
      await abandonJob(world.app, earlier.id, { by: 'tester' });
      second = await startJob(world.app, request(channel), 0);
      return undefined;
    };

    const first = await startJob(world.app, request(channel), 0);

    expect(second?.how).toBe('started');
    expect(first.job.id).toBe(second?.job.id);
    expect(await readJob(world.app, first.job.id)).toMatchObject({ id: first.job.id });
  });

  it('two equal requests are one job when one joined a job that ended', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { job: earlier } = await startJob(
      world.app,
      { ...request(channel), idempotencyKey: { key: 'another', digest: 'digest' } },
      0,
    );
    let second: Awaited<ReturnType<typeof startJob>> | undefined;
    const prepare = async (): Promise<void> => {
      second = await startJob(world.app, request(channel), 0);
      await abandonJob(world.app, earlier.id, { by: 'tester' });
    };

    const first = await startJob(world.app, { ...request(channel), prepare }, 0);

    expect(second).toMatchObject({ how: 'joined', job: { id: earlier.id } });
    expect(first).toMatchObject({ how: 'replayed', job: { id: earlier.id } });
  });

  it.for<[string, Partial<StartRequest>]>([
    ['of two callers', { caller: 'somebody else' }],
    ['for two workflows', { workflow: 'rotateStreamKeyWhenIdle' }],
  ])('two requests %s are two jobs', async ([_name, other], { world }) => {
    const channel = await givenChannel(world);
    const first = await startJob(world.app, { ...request(channel), workflow: 'stopStream' }, 1_000);
    const starting = startJob(
      world.app,
      { ...request(channel), workflow: 'stopStream', ...other },
      1_000,
    );
    await world.advance(1_000);
    const second = await starting;
    expect([first.how, second.how]).toEqual(['started', 'started']);
    expect(second.job.id).not.toBe(first.job.id);
  });

  it('two requests under one key are refused when they differ', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const prepare = async (): Promise<void> =>
      void (await startJob(world.app, request(channel, 'other digest'), 1_000));
    await expect(
      startJob(world.app, { ...request(channel), prepare }, 1_000),
    ).rejects.toMatchObject({ type: 'idempotency-key-reused' });
  });
});
