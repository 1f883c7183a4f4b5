import { expect } from 'vitest';
import { isThere } from '../given.ts';
import { givenChannel, headersOf } from './parts.ts';
import type { Scenario } from './scenario.ts';

/** Work that begins within a minute. */
export const scheduledScenario: Scenario = {
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
