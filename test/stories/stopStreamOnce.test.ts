import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenChannel, givenLiveChannel, isThere, jobIn, keysOf, storyOf } from '../given.ts';
import { World } from '../world.ts';

describe('stopStreamOnce', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  it('takes the show off air and leaves channel and key', async () => {
    const channel = await givenLiveChannel(world);
    const before = await keysOf(world, channel);

    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream?once=true`));
    const job = await world.ended(id, 15_000);

    expect(job.status).toBe('succeeded');
    expect(storyOf(job)).toEqual(['notingStream: live', 'stopping: stopping', 'awaitingStreamEnd: signalled', 'confirming: off']);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    expect(await isThere(world, channel)).toBe(true);
    expect(await keysOf(world, channel)).toEqual(before);
  });

  it('stops once: an encoder that comes back begins a new show', async () => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 100 });

    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream?once=true`));
    const job = await world.ended(id, 60_000);
    await world.advance(10_000);

    expect(job.status).toBe('succeeded');
    expect(world.count('StopStream')).toBe(1);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
  });

  it('stops a show that is only just beginning', async () => {
    const channel = await givenChannel(world);
    world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(3_000);

    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream?once=true`));

    expect((await world.ended(id, 60_000)).status).toBe('succeeded');
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  });

  it('says that an idle channel is not broadcasting', async () => {
    const channel = await givenChannel(world);

    const answer = await world.http('DELETE', `/v1/channels/${channel.id}/stream?once=true`);

    expect(answer.status).toBe(404);
    expect(answer.body.type).toContain('channel-not-broadcasting');
  });

  it('confirms by the sweep when every event is lost', async () => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream?once=true`));

    expect((await world.ended(id, 130_000)).status).toBe('succeeded');
  });
});
