import { describe, expect } from 'vitest';
import { deadlineKey, noteDeadline } from '../../lib/journal/keyDeadlines.ts';
import {
  askIvs,
  encoderState,
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  timelineOf,
  tagKey,
  tellOfStream,
  type GivenChannel,
  useUp,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

const DAY_MS = 24 * 3_600_000;

describe('suspendChannel', () => {
  const suspend = (
    world: World,
    { id }: GivenChannel,
    headers: Record<string, string> = {},
  ): Promise<Answer> => world.http('POST', `/v1/channels/${id}/suspension`, { headers });
  const suspensionOf = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('GET', `/v1/channels/${id}/suspension`);

  /** Returns a channel that has been suspended and is dark. */
  async function givenSuspendedChannel(
    world: World,
    fields: Record<string, unknown> = {},
  ): Promise<GivenChannel> {
    const channel = await givenChannel(world, fields);
    await world.ended(jobIn(await suspend(world, channel)).id);
    return channel;
  }

  it('revokes the key, stops the stream, and says how long it took', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    const acceptedAt = world.clock.now();

    const answer = await suspend(world, channel, { 'x-reason': 'stolen content' });
    expect(answer.status).toBe(202);
    await world.until('nothing is on', () => !world.stack.ivs.isLive(channel.arn));
    const darkAfterMs = world.clock.now() - acceptedAt;
    const job = await world.ended(jobIn(answer).id, 60_000);

    expect(job.status).toBe('succeeded');
    expect(timelineOf(job).slice(0, 5)).toEqual([
      'opening: suspended',
      'notingStreamKey: noted',
      'suspending: suspended',
      'revoking: revoked',
      'stopping: stopping',
    ]);
    expect(timelineOf(job).slice(-3)).toEqual([
      'verifying: none',
      'notingDark: noted',
      'announcing: announced',
    ]);
    expect(await keysOf(world, channel)).toEqual([]);
    expect(encoderState(world, channel.encoderId)).toBe('refused');
    const { timeToDarkMs } = job.memory;
    // The time is measured when darkness is confirmed: after the channel went dark, and before the
    // watch that follows.
    expect(timeToDarkMs).toBeGreaterThanOrEqual(darkAfterMs);
    expect(timeToDarkMs).toBeLessThan(darkAfterMs + 3_000);
    expect(world.published('Channel Suspended')).toMatchObject([
      expect.objectContaining({ jobId: job.id, channelArn: channel.arn, timeToDarkMs }),
    ]);
    expect((await suspensionOf(world, channel)).body).toMatchObject({
      suspension: { channelArn: channel.arn, reason: 'stolen content', jobId: job.id },
    });
    expect((await world.http('GET', `/v1/jobs/${job.id}`)).body).toMatchObject({
      job: { result: { timeToDarkMs } },
    });
  });

  it('answers when the channel is dark, if asked to wait', async ({ world }) => {
    const channel = await givenChannel(world);

    const answer = await suspend(world, channel, { prefer: 'wait=20' });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      suspension: { channelArn: channel.arn },
      job: { status: 'succeeded', result: { timeToDarkMs: expect.any(Number) as number } },
    });
    expect(answer.headers.get('location')).toBe(`/v1/channels/${channel.id}/suspension`);
  });

  it('is written before the key is revoked, against a crash in between', async ({ world }) => {
    const channel = await givenChannel(world);
    let suspended: unknown;
    world.fateOf = async ({ operation }) => {
      if (operation === 'DeleteStreamKey')
        suspended = await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'suspension' });
      return undefined;
    };

    await world.ended(jobIn(await suspend(world, channel)).id);

    expect(suspended).toMatchObject({ by: expect.any(String) as string });
  });

  it('cuts an encoder that was let in just before, though no event told', async ({ world }) => {
    const channel = await givenChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const encoderId = world.stack.ivs.connectEncoder({
      channelArn: channel.arn,
      reconnectAfterMs: 500,
    });
    await world.advance(100);

    const job = await world.ended(jobIn(await suspend(world, channel)).id, 10 * 60_000);

    expect(timelineOf(job)).toContain('confirming: live');
    // The channel was dark at first, and then was live again. The time that counts is the one after
    // which no stream was on air any more.
    expect(job.memory.timeToDarkMs).toBeGreaterThan(6_000);
    expect(encoderState(world, encoderId)).toBe('refused');
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  });

  it('revokes a key that appears while it works', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await suspend(world, channel));
    await askIvs(world, 'CreateStreamKey', { channelArn: channel.arn });
    expect(await keysOf(world, channel)).toHaveLength(1);

    const job = await world.ended(id, 60_000);

    expect(timelineOf(job)).toContain('revokingAgain: revoked');
    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('uses the rate limiter for emergencies, which normal jobs leave free', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    // Normal jobs have used up their share for a long time.
    for (const operation of ['ListStreamKeys', 'DeleteStreamKey', 'StopStream', 'GetStream']) {
      await useUp(world, operation, world.clock.now() + 3_600_000);
    }

    const job = await world.ended(jobIn(await suspend(world, channel)).id, 60_000);

    expect(job.status).toBe('succeeded');
    expect(timelineOf(job).join()).not.toContain('parked');
    expect(job.memory.timeToDarkMs).toBeLessThan(10_000);
  });

  it('does not wait for the workers of other jobs', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const others: GivenChannel[] = [];
    for (let n = 0; n < 12; n++) others.push(await givenChannel(world));
    const from = world.clock.now();
    // All normal workers wait for slots, and the request itself has no slot in time.
    await useUp(world, 'DeleteChannel', from + 12_000);
    for (const { id } of others) await world.http('DELETE', `/v1/channels/${id}`);
    await world.advance(3_000);
    await useUp(world, 'ListStreamKeys', world.clock.now() + 3_000, 'emergency');

    const { id } = jobIn(await suspend(world, channel));
    await world.until('nothing is on', () => !world.stack.ivs.isLive(channel.arn));

    expect(timelineOf(await world.job(id)).join()).toContain('parked');
    expect(world.clock.now() - from).toBeLessThan(10_000);
    expect(world.count('DeleteChannel')).toBe(0);
  });

  it('takes the place of a job that only waits', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const waiting = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`),
    );

    const { id } = jobIn(await suspend(world, channel));

    expect(await world.job(waiting.id)).toMatchObject({ status: 'cancelled', supersededBy: id });
    expect((await world.ended(id, 60_000)).status).toBe('succeeded');
  });

  it('takes the place of a job that waits for a slot', async ({ world }) => {
    const channel = await givenChannel(world);
    await useUp(world, 'ListStreamKeys', world.clock.now() + 3_600_000);
    const parked = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
    );
    expect((await world.job(parked.id)).status).toBe('running');

    const { id } = jobIn(await suspend(world, channel));

    expect(await world.job(parked.id)).toMatchObject({ status: 'cancelled', supersededBy: id });
    expect((await world.ended(id, 60_000)).status).toBe('succeeded');
  });

  it('takes the place of a resumption without a slot, and keeps the tags', async ({ world }) => {
    const channel = await givenChannel(world);
    await tagKey(world, channel, { team: 'night' });
    await world.ended(jobIn(await suspend(world, channel)).id);
    await useUp(world, 'CreateStreamKey', world.clock.now() + 60_000);
    const resumption = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/suspension`));
    expect((await suspensionOf(world, channel)).status).toBe(404);

    await world.ended(jobIn(await suspend(world, channel)).id);

    expect(await world.job(resumption.id)).toMatchObject({
      status: 'cancelled',
      left: ['keyless'],
    });
    await world.advance(120_000);
    expect(await keysOf(world, channel)).toEqual([]);
    expect((await world.http('DELETE', `/v1/channels/${channel.id}/suspension`)).status).toBe(200);
    expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
  });

  it('takes the place of a deletion, which goes on when the channel is dark', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    world.stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'InternalServerException' }]);
    const deletion = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));

    const { id } = jobIn(await suspend(world, channel));
    await world.until('the channel is dark', () => !world.stack.ivs.isLive(channel.arn), 60_000);
    expect(await world.ended(id, 180_000)).toMatchObject({
      status: 'succeeded',
      supersedes: [{ jobId: deletion.id, startsAgain: true }],
    });
    expect(await keysOf(world, channel)).toEqual([]);

    world.stack.ivs.setFaults([]);
    await world.until('the channel is gone', async () => !(await isThere(world, channel)), 600_000);
    expect((await world.http('GET', `/v1/channels/${channel.id}/suspension`)).status).toBe(404);
  });

  it('joins a deletion that only has to be announced', async ({ world }) => {
    const channel = await givenChannel(world);
    world.fateOf = ({ service, functionName }) =>
      service === 'events' && functionName ? 'noAnswer' : undefined;
    const deletion = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));

    expect(jobIn(await suspend(world, channel)).id).toBe(deletion.id);
    world.fateOf = () => undefined;
    expect(await world.ended(deletion.id, 600_000)).toMatchObject({ status: 'succeeded' });
  });

  it('is forgotten when somebody deletes its channel meanwhile', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await suspend(world, channel));
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.until(
      'the channel can be deleted',
      async () => (await askIvs(world, 'DeleteChannel', { arn: channel.arn })).status < 300,
      60_000,
    );

    expect(await world.ended(id, 60_000)).toMatchObject({ status: 'failed', ending: 'notFound' });
    await world.advance(600_000);
    expect(
      (await world.http('GET', `/v1/jobs?subject=channel/${channel.id}&workflow=suspendChannel`))
        .body.jobs,
    ).toHaveLength(1);
  });

  it('cannot be cancelled: a resumption undoes it', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await suspend(world, channel));

    expect((await world.http('POST', `/v1/jobs/${id}/cancel`)).status).toBe(409);
  });

  it('keeps the first reason when the channel is suspended already', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.ended(jobIn(await suspend(world, channel, { 'x-reason': 'first' })).id);

    const job = await world.ended(
      jobIn(await suspend(world, channel, { 'x-reason': 'second' })).id,
    );

    expect(job.status).toBe('succeeded');
    expect((await suspensionOf(world, channel)).body).toMatchObject({
      suspension: { reason: 'first' },
    });
  });

  it('answers 404 for a channel that does not exist, and leaves no record', async ({ world }) => {
    const channel = { id: 'NoSuchChanne', arn: '' };
    expect((await suspend(world, channel)).status).toBe(404);
    expect((await suspensionOf(world, channel)).status).toBe(404);
  });

  it('stands when its job is abandoned before the channel was seen dark', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await suspend(world, channel));

    expect((await world.http('POST', `/v1/jobs/${id}/abandon`)).status).toBe(200);

    expect(await world.job(id)).toMatchObject({
      status: 'cancelled',
      left: ['keyless', 'suspended'],
    });
    expect((await suspensionOf(world, channel)).status).toBe(200);
  });

  describe('no key for a suspended channel', () => {
    it.for(['now', 'idle'])(
      'a rotation when=%s gives a suspended channel no key',
      async (when, { world }) => {
        const channel = await givenSuspendedChannel(world);

        const answer = await world.http(
          'POST',
          `/v1/channels/${channel.id}/stream-key-rotations?when=${when}`,
        );

        expect(answer).toMatchObject({
          status: 409,
          body: { type: '/problems/channel-suspended' },
        });
        expect(await keysOf(world, channel)).toEqual([]);
      },
    );

    it('a cancelled deletion that had taken the key gives none back', async ({ world }) => {
      const channel = await givenLiveChannel(world);
      world.stack.ivs.setChaos({ drop: 1 });
      const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
      await world.app.store.put({
        pk: `channel/${channel.id}`,
        sk: 'suspension',
        suspendedAt: 1,
        by: 'somebody',
        jobId: 'x',
        streamKeyTags: {},
      });

      await world.http('POST', `/v1/jobs/${id}/cancel`);

      expect(await world.ended(id, 10_000)).toMatchObject({
        status: 'cancelled',
        left: ['keyless'],
      });
      expect(await keysOf(world, channel)).toEqual([]);
    });

    it('the schedules give a suspended channel no key', async ({ world }) => {
      const channel = await givenSuspendedChannel(world, {
        tags: { 'channelkeeper:rotate-every': '1d', 'channelkeeper:rotate-after-show': 'true' },
      });
      // The deadline of the key that was revoked is noted late.
      const since = world.clock.now();
      const dueAt = since + DAY_MS;
      await noteDeadline(world.app.store, channel.id, {
        since,
        dueAt,
        actAt: dueAt,
        nextAt: dueAt,
      });
      world.clock.moveTo(since + 3 * DAY_MS);

      await world.invoke('rotateStreamKeys');
      await tellOfStream(world, channel, 'Stream End');
      await world.advance(10_000);

      expect(await keysOf(world, channel)).toEqual([]);
      const { jobs } = (await world.http('GET', `/v1/jobs?subject=channel/${channel.id}`)).body;
      expect((jobs as { workflow: string }[]).map(({ workflow }) => workflow)).toEqual([
        'suspendChannel',
      ]);
      expect(await world.app.store.get(deadlineKey(channel.id))).not.toHaveProperty('duePk');
    });

    it('a resumption gives a key with the tags of the one that was revoked', async ({ world }) => {
      const channel = await givenChannel(world);
      await tagKey(world, channel, { team: 'night' });
      await world.ended(jobIn(await suspend(world, channel)).id);

      expect((await world.http('DELETE', `/v1/channels/${channel.id}/suspension`)).status).toBe(
        200,
      );

      expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
    });
  });
});
