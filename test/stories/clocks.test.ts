import { describe, expect } from 'vitest';
import { listStreamSessions } from '../../lib/ivs/streamSessions.ts';
import {
  comeInUnseen,
  encoderState,
  givenChannel,
  givenLiveChannel,
  jobIn,
  keysOf,
} from '../given.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
/** How far the clocks of the functions are off the clock of IVS, in ms. */
const SKEWS = [0, -5_000, -2_000, 2_000, 5_000];

describe('the order of two moments rests on no comparison of two clocks', () => {
  const skew = (world: World, ms: number): void => {
    const clock = world.app.clock as { now: () => number };
    const now = clock.now.bind(clock);
    clock.now = () => now() + ms;
  };
  const rotateNow = async (world: World, channelId: string): Promise<void> => {
    expect([201, 202]).toContain(
      (await world.http('POST', `/v1/channels/${channelId}/stream-key-rotations?when=now`)).status,
    );
  };

  it.for(SKEWS)(
    'an encoder that came in a second before a rotation does not stay on air (clocks %i ms off)',
    async (ms, { world }) => {
      const channel = await givenChannel(world);
      skew(world, ms);
      const encoderId = world.stack.ivs.connectEncoder({
        channelArn: channel.arn,
        reconnectAfterMs: 500,
      });
      await world.advance(1_000);
      await rotateNow(world, channel.id);
      await world.advance(5 * MINUTE_MS);
      expect(encoderState(world, encoderId)).toBe('refused');
    },
  );

  it.for(SKEWS)(
    'an encoder that no event told of does not stay on air after a rotation (clocks %i ms off)',
    async (ms, { world }) => {
      const channel = await givenChannel(world);
      skew(world, ms);
      const encoderId = await comeInUnseen(world, channel);
      await rotateNow(world, channel.id);
      await world.advance(5 * MINUTE_MS);
      expect(encoderState(world, encoderId)).toBe('refused');
    },
  );

  it.for(SKEWS)(
    'an encoder with the new key in the second of the rotation stays (clocks %i ms off)',
    async (ms, { world }) => {
      const channel = await givenLiveChannel(world);
      skew(world, ms);
      // EventBridge truncates times to whole seconds. The session was created after the rotation,
      // but the time of its event is before it.
      world.clock.moveTo(Math.ceil(world.clock.now() / 1_000) * 1_000 + 400);
      world.stack.ivs.disconnectEncoder(channel.encoderId);
      await world.advance(100);
      await rotateNow(world, channel.id);
      const encoderId = world.stack.ivs.connectEncoder({
        channelArn: channel.arn,
        reconnectAfterMs: 500,
      });

      await world.advance(5 * MINUTE_MS);

      expect(encoderState(world, encoderId)).toBe('streaming');
      // A stopped encoder would have come back by itself, as another session.
      const sessions = await listStreamSessions(world.app.ivs, channel.arn, { maxResults: 10 });
      expect(sessions === 'notFound' ? [] : sessions.items).toHaveLength(2);
      expect(await keysOf(world, channel)).toHaveLength(1);
    },
  );

  it.for([0, 250, 500, 750, 999])(
    'a session that ended unseen delays a job no longer than a start takes, %i ms into a second',
    async (ms, { world }) => {
      const channel = await givenChannel(world);
      world.clock.moveTo(Math.ceil(world.clock.now() / MINUTE_MS) * MINUTE_MS + 30_000 + ms);
      const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn });
      await world.advance(1_500);
      world.stack.ivs.setChaos({ drop: 1 });
      world.stack.ivs.disconnectEncoder(encoderId);
      await world.advance(1_000);

      const answer = await world.http(
        'POST',
        `/v1/channels/${channel.id}/stream-key-rotations?when=now`,
      );
      const stop = await world.http('DELETE', `/v1/channels/${channel.id}/stream`);
      expect(stop.status).toBe(409);
      const { id } = jobIn(answer);
      const job = await world.ended(id, 30_000);

      expect(job).toMatchObject({ status: 'succeeded' });
      expect(world.published('Stream Key Rotated')).toHaveLength(1);
    },
  );

  it('a stop ends when it is known that the session never came on air', async ({ world }) => {
    const channel = await givenChannel(world);
    const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(1_500);
    world.stack.ivs.setChaos({ drop: 1 });
    world.stack.ivs.disconnectEncoder(encoderId);

    const answer = await world.http('DELETE', `/v1/channels/${channel.id}/stream`);

    expect(await world.ended(jobIn(answer).id, 30_000)).toMatchObject({ status: 'succeeded' });
  });
});
