import { expect } from 'vitest';
import { HOLDS_MAX } from '../../../lib/http/longPolling.ts';
import { givenLiveChannel, jobIn } from '../../given.ts';
import type { World, Answer } from '../../world.ts';
import { it as test } from '../../worldTest.ts';

// `Prefer: wait=N` keeps a function busy for N seconds, so the deployment allows a limited number
// of long polls at a time.

let path: string;
test.beforeEach(async ({ world }) => {
  const { id } = await givenLiveChannel(world);
  const rotations = `/v1/channels/${id}/stream-key-rotations?when=idle`;
  path = `/v1/jobs/${jobIn(await world.http('POST', rotations)).id}`;
});

const waiting = { headers: { prefer: 'wait=3' } };
/** Returns the status of the answer, its `Preference-Applied`, and the time that it took, in ms. */
async function asked(
  world: World,
  method = 'GET',
  at = path,
): Promise<[status: number, applied: string | null, ms: number]> {
  const from = world.clock.now();
  const { status, headers }: Answer = await world.http(method, at, waiting);
  return [status, headers.get('preference-applied'), world.clock.now() - from];
}
const taken = async (world: World): Promise<number> =>
  (await world.app.store.list('holds', '', HOLDS_MAX)).length;

test('a long poll takes a place of its own, which is free afterwards', async ({ world }) => {
  let during = 0;
  world.fateOf = async ({ service, operation }) => {
    if (service === 'dynamodb' && operation === 'GetItem')
      during = Math.max(during, await taken(world));
    return undefined;
  };
  expect(await asked(world)).toEqual([200, 'wait=3', 3_000]);
  expect([during, await taken(world)]).toEqual([1, 0]);
});

test('a long poll without a free place is answered at once', async ({ world }) => {
  const expiresAt = Math.ceil(world.clock.now() / 1_000) + 25;
  for (let place = 0; place < HOLDS_MAX; place++)
    await world.app.store.putIfAbsent({
      pk: 'holds',
      sk: String(place),
      holder: 'the dead',
      expiresAt,
    });
  expect(await asked(world)).toEqual([200, null, 0]);
  const { id } = await givenLiveChannel(world);
  expect(
    (await asked(world, 'POST', `/v1/channels/${id}/stream-key-rotations?when=idle`)).slice(0, 2),
  ).toEqual([202, null]);
  await world.advance(30_000);
  expect(await asked(world)).toEqual([200, 'wait=3', 3_000]);
});
