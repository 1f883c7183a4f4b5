import { describe, expect } from 'vitest';
import {
  encoderState,
  givenChannel,
  givenLiveChannel,
  jobIn,
  keysOf,
  refuseEvents,
  rotate,
  seedTags,
  tagKey,
  type GivenChannel,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('updateChannelBlocked', () => {
  const update = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('PATCH', `/v1/channels/${id}?when=now&block=true`, {
      body: { latencyMode: 'NORMAL' },
    });
  const latencyOf = async (world: World, { id }: GivenChannel): Promise<unknown> =>
    ((await world.http('GET', `/v1/channels/${id}`)).body.channel as { latencyMode: string })
      .latencyMode;

  it('takes no key from an idle channel', async ({ world }) => {
    const channel = await givenChannel(world);
    const before = await keysOf(world, channel);

    expect(await update(world, channel)).toMatchObject({
      status: 200,
      body: { channel: { latencyMode: 'NORMAL' } },
    });

    expect(await keysOf(world, channel)).toEqual(before);
  });

  it("keeps out a returning encoder, and gives a key with its owner's tags", async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 50 });
    const [before] = await keysOf(world, channel);
    const tags = { 'aws:cloudformation:stack-name': 'studio', team: 'night' };
    await seedTags(world, before?.arn, tags);

    const job = await world.ended(jobIn(await update(world, channel)).id, 60_000);

    expect(job.status).toBe('succeeded');
    expect(await latencyOf(world, channel)).toBe('NORMAL');
    expect(encoderState(world, channel.encoderId)).toBe('refused');
    const keys = await keysOf(world, channel);
    expect(keys[0]?.tags).toEqual({ team: 'night' });
    expect(keys[0]?.arn).not.toBe(before?.arn);
    expect(job.memory.newStreamKeyArn).toBe(keys[0]?.arn);
  });

  it('gives the key back when it is cancelled', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    await tagKey(world, channel, { team: 'night' });
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await update(world, channel));

    await world.http('POST', `/v1/jobs/${id}/cancel`);

    expect(await world.ended(id, 10_000)).toMatchObject({ status: 'cancelled' });
    expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
    expect(await latencyOf(world, channel)).toBe('LOW');
  });

  it('gives the key back when the change fails for good, and says why', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    await tagKey(world, channel, { team: 'night' });
    const { id } = jobIn(await update(world, channel));
    world.stack.ivs.setFaults([{ operation: 'UpdateChannel', error: 'AccessDeniedException' }]);

    const job = await world.ended(id, 60_000);

    expect(job).toMatchObject({
      status: 'failed',
      ending: 'failed',
      error: { name: 'AccessDeniedException' },
    });
    expect(job.left).toBeUndefined();
    expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
    expect(world.published('Job Failed')).toMatchObject([
      expect.objectContaining({
        jobId: id,
        error: expect.objectContaining({ name: 'AccessDeniedException' }) as unknown,
      }),
    ]);
  });

  it('tells in `left` that it could not give the key back', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await update(world, channel));
    world.stack.ivs.setFaults([
      { operation: 'UpdateChannel', error: 'AccessDeniedException' },
      { operation: 'CreateStreamKey', error: 'PendingVerification' },
    ]);

    expect(await world.ended(id, 60_000)).toMatchObject({
      status: 'failed',
      left: ['keyless'],
      error: { name: 'AccessDeniedException' },
    });
  });

  describe('once it has given the key back and cannot announce that', () => {
    const givenUntold = async (world: World) => {
      const channel = await givenLiveChannel(world);
      world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'ThrottlingException' }]);
      const { id } = jobIn(await update(world, channel));
      const tell = refuseEvents(world, 'Stream Key Rotated');
      await world.http('POST', `/v1/jobs/${id}/cancel`);
      await world.until('the key is back', async () => {
        const { step, acting } = await world.job(id);
        return step === 'announcingReturned' && !acting;
      });
      world.stack.ivs.setFaults([]);
      return { channel, id, tell };
    };
    const told = (world: World): unknown[] =>
      world.published('Stream Key Rotated').map(({ streamKeyArn }) => streamKeyArn);

    it('keeps its place until it is announced', async ({ world }) => {
      const { channel, id, tell } = await givenUntold(world);
      const stop = await world.http('DELETE', `/v1/channels/${channel.id}/stream`);
      expect([stop.status, stop.body.type]).toEqual([409, '/problems/job-conflict']);
      tell();
      expect(await world.ended(id, 10 * 60_000)).toMatchObject({ status: 'cancelled' });
      expect(told(world)).toEqual([(await keysOf(world, channel))[0]?.arn]);
    });

    it('is announced by a redrive, after an abandonment', async ({ world }) => {
      const { channel, id, tell } = await givenUntold(world);
      await world.http('POST', `/v1/jobs/${id}/abandon`);
      tell();
      await world.http('DELETE', `/v1/channels/${channel.id}/stream?once=true`);
      await world.advance(60_000);
      const again = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`)).id;
      const job = await world.ended(again, 5 * 60_000);
      expect(job).toMatchObject({ status: 'succeeded', memory: { newStreamKeyUntold: false } });
      const [key] = await keysOf(world, channel);
      expect(told(world)).toEqual([key?.arn]);
      const row = { pk: `channel/${channel.id}`, sk: 'streamKey' };
      expect(await world.app.store.get(row)).toMatchObject({ streamKeyArn: key?.arn });
    });

    it('is not announced by a redrive when it has been rotated since', async ({ world }) => {
      const { channel, id, tell } = await givenUntold(world);
      await world.http('POST', `/v1/jobs/${id}/abandon`);
      tell();
      // The rotation stops the stream too.
      await world.ended(jobIn(await rotate(world, channel, 'now')).id, 5 * 60_000);
      const again = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`)).id;
      expect(await world.ended(again, 5 * 60_000)).toMatchObject({ status: 'succeeded' });
      const [key] = await keysOf(world, channel);
      expect(told(world)).toEqual([key?.arn]);
      const row = { pk: `channel/${channel.id}`, sk: 'streamKey' };
      expect(await world.app.store.get(row)).toMatchObject({ streamKeyArn: key?.arn });
    });
  });

  it('gives no key to a channel that has been suspended meanwhile', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await update(world, channel));
    await world.app.store.put({
      pk: `channel/${channel.id}`,
      sk: 'suspension',
      suspendedAt: 1,
      by: 'somebody',
      jobId: 'x',
      streamKeyTags: {},
    });

    expect((await world.ended(id, 60_000)).status).toBe('succeeded');

    expect(await keysOf(world, channel)).toEqual([]);
  });
});
