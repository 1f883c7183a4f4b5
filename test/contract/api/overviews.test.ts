import { expect } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn } from '../../given.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

// The lists that show an operator the state of the deployment, without a call of IVS.

interface Listed {
  channelArn: string;
  isDark: boolean;
}

async function suspend(world: World, { id }: { id: string }): Promise<string> {
  return jobIn(await world.http('POST', `/v1/channels/${id}/suspension`)).id;
}

/** Returns all pages of the list of suspensions. */
async function pages(world: World, limit: number): Promise<Listed[][]> {
  const found: Listed[][] = [];
  for (let cursor = ''; ;) {
    const { body } = await world.http('GET', `/v1/suspensions?limit=${limit}${cursor}`);
    found.push(body.suspensions as Listed[]);
    if (typeof body.nextCursor !== 'string') return found;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

it('lists every suspended channel once, those first that may be live', async ({ world }) => {
  const dark = [];
  for (let n = 0; n < 5; n++) dark.push(await givenChannel(world));
  for (const channel of dark) await world.ended(await suspend(world, channel), 60_000);
  // Several channels may become dark at the same moment.
  for (const { id } of dark.slice(0, 4))
    await world.app.store.update(
      { pk: `channel/${id}`, sk: 'suspension' },
      { set: { dueSk: '2026-11-23T10:00:00.000Z' } },
    );
  const resumed = await givenChannel(world);
  await world.ended(await suspend(world, resumed), 60_000);
  await world.http('DELETE', `/v1/channels/${resumed.id}/suspension`, {
    headers: { prefer: 'wait=20' },
  });
  const live = await givenLiveChannel(world, {});
  await suspend(world, live);

  for (const limit of [1, 2, 3, 6, 100]) {
    const listed = (await pages(world, limit)).flat();

    expect(listed[0]).toMatchObject({ channelArn: live.arn, isDark: false });
    expect(listed.slice(1).every(({ isDark }) => isDark)).toBe(true);
    expect(listed.map(({ channelArn }) => channelArn).toSorted()).toEqual(
      [...dark, live].map(({ arn }) => arn).toSorted(),
    );
  }
});

it('refuses a cursor that no answer of the list had', async ({ world }) => {
  for (const place of ['suspension', 'due x y', 'suspension 2026', ' ']) {
    const cursor = Buffer.from(JSON.stringify(['suspensions', place])).toString('base64url');

    const answer = await world.http('GET', `/v1/suspensions?cursor=${cursor}`);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field: 'cursor' }] });
  }
});

it('tells how long calls wait for their quota, and when IVS last answered 429', async ({
  world,
}) => {
  expect((await world.http('GET', '/v1/quotas')).body.quotas).toEqual([]);
  const channels = [];
  for (let n = 0; n < 30; n++) channels.push(await givenChannel(world));
  for (const { id } of channels)
    await world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=now`);

  const { body } = await world.http('GET', '/v1/quotas');

  const used = (body.quotas as { operation: string; nextSlotAt?: string }[]).find(
    ({ operation }) => operation === 'CreateStreamKey',
  );
  expect(used).toMatchObject({ rate: 5, share: 1 });
  expect(Date.parse(used?.nextSlotAt ?? '')).toBeGreaterThan(Date.parse(String(body.asOf)));
  expect(used).not.toHaveProperty('throttledAt');
});
