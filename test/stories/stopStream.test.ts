import { describe, expect } from 'vitest';
import {
  givenChannel,
  givenLiveChannel,
  goLive,
  isThere,
  jobIn,
  keysOf,
  timelineOf,
  type GivenChannel,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('stopStream', () => {
  const stop = (
    world: World,
    { id }: GivenChannel,
    headers: Record<string, string> = {},
  ): Promise<Answer> => world.http('DELETE', `/v1/channels/${id}/stream`, { headers });

  it('takes the stream off air and leaves channel and key', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const before = await keysOf(world, channel);

    const { id } = jobIn(await stop(world, channel));
    const job = await world.ended(id, 30_000);

    expect(job.status).toBe('succeeded');
    expect(timelineOf(job)).toEqual([
      'notingStream: live',
      'stopping: stopping',
      'awaitingStreamEnd: signalled',
      'confirming: tooSoon',
      'watching: timeUp',
      'confirming: dark',
    ]);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    expect(await isThere(world, channel)).toBe(true);
    expect(await keysOf(world, channel)).toEqual(before);
  });

  it('stops another stream that slips in within seconds', async ({ world }) => {
    const channel = await givenLiveChannel(world);

    const { id } = jobIn(await stop(world, channel));
    await world.until('the stream is over', () => !world.stack.ivs.isLive(channel.arn), 30_000);
    await world.advance(3_000);
    await goLive(world, channel);
    const job = await world.ended(id, 60_000);

    expect(job.status).toBe('succeeded');
    expect(world.count('StopStream')).toBe(2);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  });

  it('gives up on an encoder that keeps coming back, and says so', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    const headers = { 'idempotency-key': 'stop-1' };

    const { id } = jobIn(await stop(world, channel, headers));
    const job = await world.ended(id, 10 * 60_000);

    expect(job).toMatchObject({ status: 'failed', error: { class: 'exhausted' } });
    expect(job.finishedAt! - job.createdAt).toBeLessThan(5 * 60_000);
    expect(world.count('StopStream')).toBeGreaterThan(3);
    const answer = await stop(world, channel, headers);
    expect(answer).toMatchObject({ status: 504, body: { type: '/problems/job-exhausted' } });
    expect(answer.body.detail).toContain('uspend');
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('leaves a stream alone that begins long after the stop', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await stop(world, channel));
    await world.ended(id, 60_000);

    await goLive(world, channel);
    await world.advance(60_000);

    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
  });

  it('stops a stream that is only just beginning', async ({ world }) => {
    const channel = await givenChannel(world);
    world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(3_000);

    const { id } = jobIn(await stop(world, channel));

    expect((await world.ended(id, 60_000)).status).toBe('succeeded');
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  });

  it('says that an idle channel is not broadcasting', async ({ world }) => {
    const channel = await givenChannel(world);

    const answer = await stop(world, channel);

    expect(answer.status).toBe(404);
    expect(answer.body.type).toContain('channel-not-broadcasting');
  });

  it('confirms by the sweep when every event is lost', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await stop(world, channel));

    expect((await world.ended(id, 130_000)).status).toBe('succeeded');
  });
});
