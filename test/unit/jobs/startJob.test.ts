import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { abandonJob, startJob } from '../../../lib/jobs/commands.ts';
import type { StartRequest } from '../../../lib/jobs/newJob.ts';
import { readJob } from '../../../lib/jobs/table.ts';
import { givenChannel, givenLiveChannel, type GivenChannel } from '../../given.ts';
import { World } from '../../world.ts';

const request = ({ id }: GivenChannel, digest = 'digest'): StartRequest => ({
  workflow: 'deleteChannel',
  subject: `channel/${id}`,
  input: {},
  caller: 'tester',
  idempotencyKey: { key: 'key', digest },
});

describe('the same request twice at once, under one Idempotency-Key', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  /**
   * Starts the second request after the first one has looked for a replay and before it looks at
   * the subject.
   */
  async function both(channel: GivenChannel) {
    let second: Awaited<ReturnType<typeof startJob>> | undefined;
    const prepare = async (): Promise<void> => {
      second = await startJob(world.app, request(channel), 1_000);
    };
    const first = await startJob(world.app, { ...request(channel), prepare }, 1_000);
    return { first, second };
  }

  it('is one job while it runs, which is still found when the next one has taken its place', async () => {
    const channel = await givenLiveChannel(world);
    const { first, second } = await both(channel);
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

  it('is one job when it has ended already', async () => {
    const { first, second } = await both(await givenChannel(world));
    expect(second).toMatchObject({ how: 'started', job: { status: 'succeeded' } });
    expect(first).toMatchObject({
      how: 'replayed',
      job: { id: second?.job.id, status: 'succeeded', version: second?.job.version },
    });
    expect(world.count('DeleteChannel')).toBe(1);
  });

  it('is one job when the job that one of the two is about to join ends before the other one looks', async () => {
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

  it('is one job when one of the two has joined a job that ended before the other one places its own', async () => {
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

  it.each<[string, Partial<StartRequest>]>([
    ['of two callers', { caller: 'somebody else' }],
    ['for two workflows', { workflow: 'rotateStreamKeyWhenIdle' }],
  ])('is two jobs when it is %s', async (_name, other) => {
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

  it('is refused when it is not the same request after all', async () => {
    const channel = await givenLiveChannel(world);
    const prepare = async (): Promise<void> =>
      void (await startJob(world.app, request(channel, 'other digest'), 1_000));
    await expect(
      startJob(world.app, { ...request(channel), prepare }, 1_000),
    ).rejects.toMatchObject({ type: 'idempotency-key-reused' });
  });
});
