import { describe, expect } from 'vitest';
import { getChannel } from '../../lib/ivs/channels.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { readCurrent } from '../../lib/jobs/table.ts';
import {
  givenChannel,
  givenLiveChannel,
  idIn,
  isThere,
  keysOf,
  type GivenChannel,
} from '../given.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('calls without an answer that IVS carries out late', () => {
  /**
   * Makes the first call of an operation late: its caller gives up after 10 s, and IVS carries it
   * out `landsAfterMs` after it was made.
   */
  function late(world: World, operation: string, landsAfterMs: number): void {
    let calls = 0;
    world.fateOf = (call) =>
      call.operation === operation && calls++ === 0
        ? { givenUpAfterMs: 10_000, landsAfterMs }
        : undefined;
  }
  const deletionOf = async (world: World, id: string): Promise<string> =>
    idIn(await world.http('DELETE', `/v1/channels/${id}`));
  const cancel = (world: World, jobId: string) => world.http('POST', `/v1/jobs/${jobId}/cancel`);
  const reached = (world: World, jobId: string, step: string) =>
    world.until(
      `the job is at ${step}`,
      async () => (await world.job(jobId)).step === step,
      MINUTE_MS,
    );

  it('a cancelled deletion says that the channel is gone all the same', async ({ world }) => {
    world.stack.ivs.setChaos({ drop: 1 });
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 0 });
    late(world, 'DeleteChannel', 35_000);
    const jobId = await deletionOf(world, channel.id);
    await reached(world, jobId, 'awaitingStreamEnd');
    await cancel(world, jobId);
    expect(await keysOf(world, channel)).toHaveLength(1);
    const job = await world.ended(jobId, 2 * MINUTE_MS);

    expect(await isThere(world, channel)).toBe(false);
    expect(job).toMatchObject({ status: 'succeeded', cancel: { result: 'tooLate' } });
    expect(job.left).toBeUndefined();
    expect(world.published('Channel Deleted')).toHaveLength(1);
    expect(world.published('Job Cancelled')).toEqual([]);
  });

  it('a cancelled deletion leaves the key of a channel that went live', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    late(world, 'DeleteChannel', 10_050);
    const jobId = await deletionOf(world, channel.id);
    await reached(world, jobId, 'awaitingStreamEnd');
    await cancel(world, jobId);
    const job = await world.ended(jobId, 2 * MINUTE_MS);

    expect(job).toMatchObject({ status: 'cancelled', cancel: { result: 'cancelled' } });
    expect(await isThere(world, channel)).toBe(true);
    expect(await keysOf(world, channel)).toHaveLength(1);
    expect(world.published('Channel Deleted')).toEqual([]);
  });

  it('a deletion counts the effect of its own late call as its own', async ({ world }) => {
    world.stack.ivs.setChaos({ drop: 1 });
    const channel = await givenLiveChannel(world);
    late(world, 'DeleteChannel', 35_000);
    const job = await world.ended(await deletionOf(world, channel.id), 5 * MINUTE_MS);

    expect(job).toMatchObject({ status: 'succeeded' });
    expect(world.published('Channel Deleted')).toHaveLength(1);
  });

  it('a change that came after the late call stands', async ({ world }) => {
    const channel = await givenChannel(world);
    late(world, 'UpdateChannel', 30_000);
    const first = idIn(
      await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: 'first' } }),
    );
    expect((await world.ended(first, MINUTE_MS)).status).toBe('succeeded');
    const second = idIn(
      await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: 'second' } }),
    );
    await world.ended(second, 2 * MINUTE_MS);
    await world.advance(MINUTE_MS);

    expect(await getChannel(world.app.ivs, channel.arn)).toMatchObject({ name: 'second' });
  });

  /** Cancels a deletion whose process dies in its call; returns the job when it has ended. */
  async function cancelledAfterDeath(
    world: World,
    channel: GivenChannel,
    fate: 'crashBefore' | 'crashAfter',
  ): Promise<{ job: Job; calls: number }> {
    let calls = 0;
    world.fateOf = ({ operation }) =>
      operation === 'DeleteChannel' && calls++ === 0 ? fate : undefined;
    const deletion = world.http('DELETE', `/v1/channels/${channel.id}`);
    await world.until('the call was made', () => calls > 0, MINUTE_MS);
    const jobId = (await readCurrent(world.app, `channel/${channel.id}`))?.id ?? '';
    await cancel(world, jobId);
    const job = await world.ended(jobId, 5 * MINUTE_MS);
    await deletion;
    return { job, calls };
  }

  it('a cancelled deletion whose process died before its call leaves the channel', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    const { job, calls } = await cancelledAfterDeath(world, channel, 'crashBefore');

    expect(job).toMatchObject({ status: 'cancelled', cancel: { result: 'cancelled' } });
    expect(job.left).toBeUndefined();
    expect([calls, await isThere(world, channel)]).toEqual([1, true]);
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('a cancelled deletion whose process died in its call says that the channel is gone', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    const { job } = await cancelledAfterDeath(world, channel, 'crashAfter');

    expect(job).toMatchObject({ status: 'succeeded', cancel: { result: 'tooLate' } });
    expect(await isThere(world, channel)).toBe(false);
    expect(world.published('Channel Deleted')).toHaveLength(1);
  });

  it('a cancelled change says that it may have been made', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    late(world, 'UpdateChannel', 35_000);
    const jobId = idIn(
      await world.http('PATCH', `/v1/channels/${channel.id}?when=idle`, {
        body: { latencyMode: 'NORMAL' },
      }),
    );
    await reached(world, jobId, 'awaitingStreamEnd');
    await cancel(world, jobId);

    expect(await world.ended(jobId, MINUTE_MS)).toMatchObject({
      status: 'cancelled',
      left: ['unknownOutcomeOf:updating'],
    });
  });
});
