import { describe, expect } from 'vitest';
import { cancelJob } from '../../lib/jobs/commands.ts';
import {
  givenChannel,
  givenLiveChannel,
  isThere,
  jobIn,
  keysOf,
  timelineOf,
  type GivenChannel,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('stopStreamOnce', () => {
  const stop = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('DELETE', `/v1/channels/${id}/stream?once=true`);

  it('takes the stream off air and leaves channel and key', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const before = await keysOf(world, channel);

    const { id } = jobIn(await stop(world, channel));
    const job = await world.ended(id, 15_000);

    expect(job.status).toBe('succeeded');
    expect(timelineOf(job)).toEqual([
      'notingStream: live',
      'stopping: stopping',
      'awaitingStreamEnd: signalled',
      'confirming: off',
    ]);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    expect(await isThere(world, channel)).toBe(true);
    expect(await keysOf(world, channel)).toEqual(before);
  });

  it('stops once: an encoder that comes back begins a new stream', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 100 });

    const { id } = jobIn(await stop(world, channel));
    const job = await world.ended(id, 60_000);
    await world.advance(10_000);

    expect(job.status).toBe('succeeded');
    expect(world.count('StopStream')).toBe(1);
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

  it('says that a cancel during its last step was too late', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await stop(world, channel));
    world.fateOf = async ({ operation }) => {
      if (operation === 'GetStream') await cancelJob(world.app, id, { by: 'operator' });
      return undefined;
    };

    expect(await world.ended(id, 60_000)).toMatchObject({
      status: 'succeeded',
      cancel: { by: 'operator', result: 'tooLate' },
    });
  });

  it('confirms by the sweep when every event is lost', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await stop(world, channel));

    expect((await world.ended(id, 130_000)).status).toBe('succeeded');
  });
});
