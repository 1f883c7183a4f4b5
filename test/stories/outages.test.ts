import { describe, expect } from 'vitest';
import { jobIdOf } from '../../lib/jobs/job.ts';
import { placeJob } from '../../lib/jobs/table.ts';
import { fenceOf } from '../../lib/records/fences.ts';
import { writeSuspension } from '../../lib/records/suspensions.ts';
import type { Subject } from '../../lib/subjects.ts';
import { givenChannel, givenLiveChannel, isThere, jobIn, keysOf, refuseEvents } from '../given.ts';
import { jobAt } from '../unit/jobs/sample.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('an outage', () => {
  const outage = async (
    world: World,
    operation: string,
    error: string,
    ms: number,
  ): Promise<void> => {
    world.stack.ivs.setFaults([{ operation, error }]);
    await world.advance(ms);
    world.stack.ivs.setFaults([]);
  };

  it.for<[string, number]>([
    ['four and a half minutes', 4.5 * MINUTE_MS],
    ['three hours', 3 * HOUR_MS],
  ])(
    'an outage of StopStream for %s ends neither a deletion nor a suspension',
    async ([_name, ms], { world }) => {
      const [deleted, suspended] = [
        await givenLiveChannel(world, { reconnectAfterMs: 500 }),
        await givenLiveChannel(world, { reconnectAfterMs: 500 }),
      ];
      world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'InternalServerException' }]);
      const deletion = jobIn(await world.http('DELETE', `/v1/channels/${deleted.id}`)).id;
      const suspension = jobIn(
        await world.http('POST', `/v1/channels/${suspended.id}/suspension`),
      ).id;

      await outage(world, 'StopStream', 'InternalServerException', ms);

      for (const id of [deletion, suspension])
        expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
      expect(await isThere(world, deleted)).toBe(false);
      expect(world.stack.ivs.isLive(suspended.arn)).toBe(false);
    },
  );

  it.for(['InternalServerException', 'ThrottlingException'])(
    'an outage of an hour (%s) costs a job a write a minute, and leaves the channel a key',
    async (error, { world }) => {
      const channel = await givenChannel(world);
      world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error }]);
      const { id } = jobIn(
        await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
      );
      const before = world.calls.length;

      await outage(world, 'CreateStreamKey', error, HOUR_MS);

      const writes = world.calls
        .slice(before)
        .filter(
          ({ operation, input }) =>
            operation === 'UpdateItem' && JSON.stringify(input.Key).includes(channel.id),
        );
      expect(writes.length).toBeLessThanOrEqual(60);
      expect(writes.length).toBeGreaterThan(10);
      expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
      expect(await keysOf(world, channel)).toHaveLength(1);
    },
  );

  it('an outage of our event bus ends no job; it is announced later', async ({ world }) => {
    const channel = await givenChannel(world);
    let refused = 0;
    const takeEvents = refuseEvents(world, 'Channel Deleted', () => refused++);
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await world.advance(HOUR_MS);
    takeEvents();

    expect(refused).toBeGreaterThan(8);
    expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    expect(world.published('Channel Deleted')).toEqual([expect.objectContaining({ jobId: id })]);
  });

  it('a cancel in an outage ends the job as soon as its outcome is known', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'ThrottlingException' }]);
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await world.advance(HOUR_MS / 2);

    await world.http('POST', `/v1/jobs/${id}/cancel`);

    expect(await world.ended(id, MINUTE_MS)).toMatchObject({ status: 'cancelled' });
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  describe('suspensions that failed for good', () => {
    it('a suspension is taken up again when its first read is refused', async ({ world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      world.stack.ivs.setFaults([{ operation: 'ListStreamKeys', error: 'AccessDeniedException' }]);
      expect((await world.http('POST', `/v1/channels/${channel.id}/suspension`)).status).toBe(502);
      world.stack.ivs.setFaults([]);

      await world.until(
        'the channel is dark',
        () => !world.stack.ivs.isLive(channel.arn),
        4 * MINUTE_MS,
      );
    });

    it('a suspension is taken up again, however many jobs work on others', async ({ world }) => {
      const { app, clock } = world;
      for (let n = 0; n < 120; n++) {
        const [channelId, now] = [`Held${n}`, clock.now()];
        const subject: Subject = `channel/${channelId}`;
        const job = jobAt('stopping', {
          id: jobIdOf(subject, '0123456789abcdef'),
          subject,
          workflow: 'suspendChannel',
          acting: false,
          createdAt: now,
          updatedAt: now,
          wakeAt: now + HOUR_MS,
        });
        expect(await placeJob(app, job, undefined, now + HOUR_MS)).toBeDefined();
        const said = { suspendedAt: now, by: 'me', jobId: job.id, streamKeyTags: {} };
        const fence = fenceOf({ createdAt: now, version: 1 });
        await writeSuspension(app.store, channelId, fence, said, now);
      }
      await world.advance(1_000);
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'AccessDeniedException' }]);
      await world.http('POST', `/v1/channels/${channel.id}/suspension`);
      world.stack.ivs.setFaults([]);

      await world.until(
        'the channel is dark',
        () => !world.stack.ivs.isLive(channel.arn),
        4 * MINUTE_MS,
      );
    });

    it('a suspension is taken up again by the sweep until it is dark', async ({ world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'AccessDeniedException' }]);
      const first = await world.http('POST', `/v1/channels/${channel.id}/suspension`);
      expect(first.status).toBe(502);

      await world.advance(HOUR_MS);
      const jobs = (await world.http('GET', `/v1/jobs?subject=channel/${channel.id}&limit=100`))
        .body.jobs as unknown[];
      expect(jobs.length).toBeGreaterThan(20);
      expect(jobs.length).toBeLessThan(40);
      world.stack.ivs.setFaults([]);

      await world.until(
        'the channel is dark',
        () => !world.stack.ivs.isLive(channel.arn),
        4 * MINUTE_MS,
      );
      await world.advance(5 * MINUTE_MS);
      const dark = world.calls.length;
      await world.advance(20 * MINUTE_MS);
      expect(world.calls.slice(dark).filter(({ operation }) => operation === 'StopStream')).toEqual(
        [],
      );
    });
  });
});
