import { describe, expect } from 'vitest';
import { PROTECTED_TAG } from '../../lib/tags.ts';
import { givenLiveChannel, refuse, type GivenChannel } from '../given.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;

/** Writes a policy that warns each stream after ten minutes and stops it after twenty. */
async function limit(world: World): Promise<void> {
  const body = { selection: {}, streamMaxLength: 'PT20M', warnBefore: 'PT10M' };
  expect((await world.http('PUT', '/v1/policies/short', { body })).status).toBe(201);
}

const isLive = (world: World, { arn }: GivenChannel): boolean => world.stack.ivs.isLive(arn);

const calls = (world: World, operation: string): number =>
  world.calls.filter(
    (one) => one.functionName === 'runTimedReactions' && one.operation === operation,
  ).length;

/** Returns the ends of which our bus was told, in minutes after a time. */
const toldAfter = (world: World, from: number): number[] =>
  world
    .published('Stream Ending Soon')
    .map(({ endsAt }) => Math.round((Date.parse(String(endsAt)) - from) / MINUTE_MS));

/** Returns after how many minutes a stream is over. */
async function lengthOf(world: World, channel: GivenChannel, from: number): Promise<number> {
  await world.until('it is off', () => !isLive(world, channel), 60 * MINUTE_MS);
  return (world.clock.now() - from) / MINUTE_MS;
}

describe('a stream that a policy ends', () => {
  it.for([5, 15])(
    'is told its end when the policy comes after %i minutes',
    async (after, { world }) => {
      const channel = await givenLiveChannel(world);
      const from = world.clock.now();
      await world.advance(after * MINUTE_MS);
      await limit(world);
      const length = await lengthOf(world, channel, from);
      expect(toldAfter(world, from)).toEqual([20]);
      expect(calls(world, 'PutMetadata')).toBe(1);
      expect(length).toBeGreaterThanOrEqual(19.9);
      expect(length).toBeLessThan(22);
    },
  );

  it('is told nothing when it is too long already, because it ends at once', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    await world.advance(60 * MINUTE_MS);
    await limit(world);
    await world.advance(3 * MINUTE_MS);
    expect(isLive(world, channel)).toBe(false);
    expect(world.published('Stream Ending Soon')).toEqual([]);
    expect(calls(world, 'PutMetadata')).toBe(0);
  });

  it('is told its end though IVS throttles the metadata at first', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const from = world.clock.now();
    refuse(world, 'PutMetadata', 'ThrottlingException');
    await limit(world);
    await world.advance(16 * MINUTE_MS);
    expect(toldAfter(world, from)).toEqual([]);
    refuse(world);
    expect(await lengthOf(world, channel, from)).toBeLessThan(22);
    expect(toldAfter(world, from)).toEqual([20]);
  });

  it.for([
    ['for good', 'AccessDeniedException'],
    ['until its end', 'InternalServerException'],
  ])(
    'is announced on our bus though IVS refuses the metadata %s',
    async ([how, error], { world }) => {
      const channel = await givenLiveChannel(world);
      const from = world.clock.now();
      refuse(world, 'PutMetadata', error);
      await limit(world);
      await world.advance(12 * MINUTE_MS);
      expect(toldAfter(world, from)).toEqual(how === 'for good' ? [20] : []);
      if (how === 'for good') expect(calls(world, 'PutMetadata')).toBe(1);
      await lengthOf(world, channel, from);
      expect(toldAfter(world, from)).toEqual([20]);
    },
  );

  it('is told nothing while its channel is protected, and IVS is not asked each minute', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world, {}, { tags: { [PROTECTED_TAG]: 'true' } });
    await limit(world);
    await world.advance(40 * MINUTE_MS);
    expect(calls(world, 'ListTagsForResource')).toBeLessThanOrEqual(1);
    const path = `/v1/channels/${channel.id}/tags?tagKeys=${PROTECTED_TAG}`;
    expect((await world.http('DELETE', path)).status).toBeLessThan(300);
    await world.advance(30 * MINUTE_MS);
    // The policy has decided about this stream, so it goes on.
    expect(isLive(world, channel)).toBe(true);
    expect(world.published('Stream Ending Soon')).toEqual([]);
  });

  it('is told its end when the protection of its channel ends in time', async ({ world }) => {
    const channel = await givenLiveChannel(world, {}, { tags: { [PROTECTED_TAG]: 'true' } });
    const from = world.clock.now();
    await limit(world);
    await world.advance(14 * MINUTE_MS);
    const path = `/v1/channels/${channel.id}/tags?tagKeys=${PROTECTED_TAG}`;
    expect((await world.http('DELETE', path)).status).toBeLessThan(300);
    await lengthOf(world, channel, from);
    expect(toldAfter(world, from)).toEqual([20]);
  });
});
