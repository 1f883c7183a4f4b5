import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
import { World, type Answer } from '../world.ts';

describe('stopStreamOnce', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  const stop = ({ id }: GivenChannel): Promise<Answer> =>
    world.http('DELETE', `/v1/channels/${id}/stream?once=true`);

  it('takes the stream off air and leaves channel and key', async () => {
    const channel = await givenLiveChannel(world);
    const before = await keysOf(world, channel);

    const { id } = jobIn(await stop(channel));
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

  it('stops once: an encoder that comes back begins a new stream', async () => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 100 });

    const { id } = jobIn(await stop(channel));
    const job = await world.ended(id, 60_000);
    await world.advance(10_000);

    expect(job.status).toBe('succeeded');
    expect(world.count('StopStream')).toBe(1);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
  });

  it('stops a stream that is only just beginning', async () => {
    const channel = await givenChannel(world);
    world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(3_000);

    const { id } = jobIn(await stop(channel));

    expect((await world.ended(id, 60_000)).status).toBe('succeeded');
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  });

  it('says that an idle channel is not broadcasting', async () => {
    const channel = await givenChannel(world);

    const answer = await stop(channel);

    expect(answer.status).toBe(404);
    expect(answer.body.type).toContain('channel-not-broadcasting');
  });

  it('says that a cancel during its last step was too late', async () => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await stop(channel));
    world.fateOf = async ({ operation }) => {
      if (operation === 'GetStream') await cancelJob(world.app, id, { by: 'operator' });
      return undefined;
    };

    expect(await world.ended(id, 60_000)).toMatchObject({
      status: 'succeeded',
      cancel: { by: 'operator', result: 'tooLate' },
    });
  });

  it('confirms by the sweep when every event is lost', async () => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await stop(channel));

    expect((await world.ended(id, 130_000)).status).toBe('succeeded');
  });
});
