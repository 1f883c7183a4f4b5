import { expect } from 'vitest';
import { isThere } from '../given.ts';
import { givenChannel, givenLiveChannel, headersOf } from './parts.ts';
import type { Scenario } from './scenario.ts';

/** Work that begins within a minute. */
const deletedLater: Scenario = {
  name: 'an idle channel is deleted later',
  workflow: 'startLater',
  children: ['deleteChannel'],
  async given(world, n) {
    const channel = await givenChannel(world);
    const path = `/v1/channels/${channel.id}?after=PT30S`;
    return {
      channel,
      ask: () => world.http('DELETE', path, { headers: headersOf(n) }),
      async check(job) {
        expect(job).toMatchObject({ status: 'succeeded', memory: { done: 1 } });
        expect(await isThere(world, channel)).toBe(false);
      },
    };
  },
};

/** Work before which the stream is warned. */
const stoppedAfterWarning: Scenario = {
  name: 'a live stream is warned and then stopped',
  workflow: 'startLater',
  children: ['stopStream'],
  async given(world, n) {
    const channel = await givenLiveChannel(world);
    const path = `/v1/channels/${channel.id}/stream?graceSeconds=20`;
    return {
      channel,
      ask: () => world.http('DELETE', path, { headers: headersOf(n) }),
      async check(job) {
        expect(job).toMatchObject({ status: 'succeeded', memory: { done: 1 } });
        expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
        const told = world
          .published('Stream Ending Soon')
          .filter(({ channelArn }) => channelArn === channel.arn);
        const { at } = world.stack.ivs
          .requests()
          .map(({ operation, at, channelArn }) => ({ operation, at, channelArn }))
          .findLast((call) => call.operation === 'StopStream' && call.channelArn === channel.arn)!;
        // A fault may keep the warning from the stream, and never brings its end forward.
        for (const { endsAt } of told)
          expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(String(endsAt)) - 1_000);
        await Promise.resolve();
      },
    };
  },
};

/** A deletion that nobody has taken back. */
const darkenedFirst: Scenario = {
  name: 'a live channel is suspended, and deleted later',
  workflow: 'startLater',
  every: 11,
  children: ['suspendChannel', 'deleteChannel'],
  async given(world, n) {
    const channel = await givenLiveChannel(world);
    const path = `/v1/channels/${channel.id}?undoWithin=PT10M`;
    return {
      channel,
      ask: () => world.http('DELETE', path, { headers: headersOf(n) }),
      async check(job) {
        expect(job).toMatchObject({ status: 'succeeded', memory: { done: 2 } });
        expect(await isThere(world, channel)).toBe(false);
      },
    };
  },
};

export const scheduledScenarios: readonly Scenario[] = [
  deletedLater,
  stoppedAfterWarning,
  darkenedFirst,
];
