import { expect } from 'vitest';
import { isoTime } from '../../../lib/clock.ts';
import { createStreamKey, deleteStreamKey } from '../../../lib/ivs/streamKeys.ts';
import { givenChannel, type GivenChannel } from '../../given.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

// The list of the stream keys of a channel tells their age, as far as that is known.

async function listedKey(world: World, { id }: GivenChannel): Promise<Record<string, unknown>> {
  const { body } = await world.http('GET', `/v1/channels/${id}/stream-keys`);
  const [key] = body.streamKeys as Record<string, unknown>[];
  return key ?? {};
}

it('tells since when a channel has its stream key, through a rotation', async ({ world }) => {
  const channel = await givenChannel(world);
  const created = isoTime(world.clock.now());
  const first = await listedKey(world, channel);
  expect(first.ageCountsFrom).toBe(created);

  await world.advance(90_000);
  expect(await listedKey(world, channel)).toEqual(first);
  const rotations = `/v1/channels/${channel.id}/stream-key-rotations?when=now`;
  expect((await world.http('POST', rotations)).status).toBe(201);
  const second = await listedKey(world, channel);
  expect(second.arn).not.toBe(first.arn);
  expect(second.ageCountsFrom).toBe(isoTime(world.clock.now()));

  // The age of a key that was put in its place elsewhere is not that of the key before it.
  await deleteStreamKey(world.app.ivs, String(second.arn));
  await createStreamKey(world.app.ivs, channel.arn, {});
  const third = await listedKey(world, channel);
  expect(third.arn).not.toBe(second.arn);
  expect(third).not.toHaveProperty('ageCountsFrom');
});
