import { describe, expect } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn, timelineOf, type GivenChannel } from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

const HOUR_MS = 3_600_000;

describe('updateChannelWhenIdle', () => {
  const update = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('PATCH', `/v1/channels/${id}?when=idle`, { body: { latencyMode: 'NORMAL' } });
  const latencyOf = async (world: World, { id }: GivenChannel): Promise<unknown> =>
    ((await world.http('GET', `/v1/channels/${id}`)).body.channel as { latencyMode: string })
      .latencyMode;

  it('changes an idle channel at once', async ({ world }) => {
    const channel = await givenChannel(world);

    expect(await update(world, channel)).toMatchObject({
      status: 200,
      body: { channel: { latencyMode: 'NORMAL' } },
    });
  });

  it('leaves the channel alone until the stream has ended by itself', async ({ world }) => {
    const channel = await givenLiveChannel(world);

    const { id } = jobIn(await update(world, channel));
    await world.advance(2 * HOUR_MS);
    expect(await latencyOf(world, channel)).toBe('LOW');
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    const job = await world.ended(id, 15_000);

    expect(job.status).toBe('succeeded');
    expect(await latencyOf(world, channel)).toBe('NORMAL');
    expect(world.count('StopStream')).toBe(0);
    expect(job.memory.showsMissed).toBeUndefined();
  });

  it('changes the channel before the next stream, if that takes seconds', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await update(world, channel));
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.until('the stream is over', () => !world.stack.ivs.isLive(channel.arn), 30_000);
    await world.advance(3_000);
    world.stack.ivs.connectEncoder({ channelArn: channel.arn });

    const job = await world.ended(id, 15_000);

    expect(job.status).toBe('succeeded');
    await world.until('the next stream is on', () => world.stack.ivs.isLive(channel.arn), 30_000);
    expect(await latencyOf(world, channel)).toBe('NORMAL');
  });

  it('says that the next stream was faster, and waits for its end', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await update(world, channel));
    world.stack.ivs.setChaos({ drop: 1 });
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.until('the stream is over', () => !world.stack.ivs.isLive(channel.arn), 30_000);
    const next = world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.until('the next stream is on', () => world.stack.ivs.isLive(channel.arn), 30_000);
    world.stack.ivs.setChaos({ drop: 0 });
    // A read of the channel now finds a live stream, and a different one from before.
    await world.app.store.update(
      { pk: `channel/${channel.id}`, sk: 'job' },
      { add: { signals: 1 } },
    );
    await world.invoke('jobDue', { detail: { jobId: id } });
    await world.advance(1_000);

    expect(await world.job(id)).toMatchObject({ status: 'waiting', memory: { showsMissed: 1 } });
    expect((await world.http('GET', `/v1/jobs/${id}`)).body).toMatchObject({
      job: { result: { showsMissed: 1 } },
    });
    world.stack.ivs.disconnectEncoder(next);
    expect((await world.ended(id, 130_000)).status).toBe('succeeded');
  });

  it('waits for a stream that is only just beginning', async ({ world }) => {
    const channel = await givenChannel(world);
    const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(3_000);

    const { id } = jobIn(await update(world, channel));
    await world.advance(60_000);
    expect((await world.job(id)).step).toBe('awaitingStreamEnd');
    world.stack.ivs.disconnectEncoder(encoderId);

    expect((await world.ended(id, 15_000)).status).toBe('succeeded');
  });

  it('gives up on a stream that never ends, and says so', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await update(world, channel));
    world.clock.moveTo((await world.job(id)).wakeAt - 1_000);

    const job = await world.ended(id, 180_000);

    expect(job).toMatchObject({ status: 'failed', ending: 'stillLive' });
    expect(await latencyOf(world, channel)).toBe('LOW');
  });

  it('gives way to a change that is wanted now', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await update(world, channel));

    const now = jobIn(
      await world.http('PATCH', `/v1/channels/${channel.id}?when=now`, { body: { name: 'now' } }),
    );

    expect(await world.job(id)).toMatchObject({ status: 'cancelled', supersededBy: now.id });
    expect(timelineOf(await world.ended(now.id, 60_000)).at(-1)).toBe('announcing: announced');
  });
});
