import { describe, expect } from 'vitest';
import { askIvs, idIn, jobIn } from '../given.ts';
import { givenKeyPair, keyPairIds, newPublicKey } from '../givenKeys.ts';
import type { Answer, World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const rotate = (
  world: World,
  id: string,
  body: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer> =>
  world.http('POST', `/v1/playback-key-pairs/${id}/rotations`, {
    body: { publicKeyMaterial: newPublicKey(), ...body },
    headers,
  });
const arnOf = (id: string): string => `arn:aws:ivs:us-west-2:123456789012:playback-key/${id}`;

describe('rotatePlaybackKeyPair', () => {
  let old: string;
  it.beforeEach(async ({ world }) => {
    old = await givenKeyPair(world, newPublicKey());
  });

  it('keeps both for the overlap, then deletes the old one, and announces it', async ({
    world,
  }) => {
    const answer = await rotate(world, old, { name: 'winter', overlap: 'PT2H' });
    expect(answer.status, answer.text).toBe(202);
    const both = await keyPairIds(world);
    expect(both).toHaveLength(2);
    const [fresh = ''] = both.filter((id) => id !== old);
    const ends = new Date(world.clock.now() + 2 * HOUR_MS).toISOString().slice(0, 13);
    expect((answer.body.job as { result: object }).result).toMatchObject({
      newPlaybackKeyPairArn: arnOf(fresh),
      overlapEndsAt: expect.stringContaining(ends) as string,
    });

    await world.advance(2 * HOUR_MS - MINUTE_MS);
    expect(await keyPairIds(world)).toHaveLength(2);
    const job = await world.ended(idIn(answer));

    expect(job.status).toBe('succeeded');
    expect(await keyPairIds(world)).toEqual([fresh]);
    expect(world.published('Playback Key Pair Rotated')).toMatchObject([
      { playbackKeyPairArn: arnOf(fresh), previousPlaybackKeyPairArn: arnOf(old) },
    ]);
    expect(JSON.stringify(job)).not.toContain('PRIVATE');
  });

  it('keeps both for twelve hours by default', async ({ world }) => {
    const { id } = jobIn(await rotate(world, old));
    const { overlapEndsAt = 0, createdAt = 0 } = (await world.job(id)).memory;
    expect(overlapEndsAt - createdAt).toBe(12 * HOUR_MS);
  });

  it('keeps both when it is cancelled in the overlap, says so, and can go on', async ({
    world,
  }) => {
    const { id } = jobIn(await rotate(world, old, { overlap: 'PT3M' }));

    await world.http('POST', `/v1/jobs/${id}/cancel`);

    expect(await world.ended(id)).toMatchObject({ status: 'cancelled', left: ['bothKeyPairs'] });
    await world.advance(5 * MINUTE_MS);
    const both = await keyPairIds(world);
    expect(both).toHaveLength(2);
    const again = idIn(await world.http('POST', `/v1/jobs/${id}/redrive`));
    expect(await world.ended(again)).toMatchObject({ status: 'succeeded' });
    expect(await keyPairIds(world)).toEqual(both.filter((one) => one !== old));
    expect(world.count('ImportPlaybackKeyPair')).toBe(2);
  });

  it('is refused before anything is changed when every place is taken', async ({ world }) => {
    await givenKeyPair(world, newPublicKey());
    await givenKeyPair(world, newPublicKey());

    const answer = await rotate(world, old);

    expect(answer).toMatchObject({ status: 402, body: { type: '/problems/quota-exceeded' } });
    expect(await keyPairIds(world)).toHaveLength(3);
    expect(world.count('DeletePlaybackKeyPair')).toBe(0);
    expect((await world.job(String(answer.body.jobId))).left).toBeUndefined();
  });

  it('is refused for a key that IVS has, for a private key, and for an old one that is gone', async ({
    world,
  }) => {
    const known = newPublicKey();
    await givenKeyPair(world, known);

    expect(await rotate(world, old, { publicKeyMaterial: known })).toMatchObject({
      status: 409,
      body: { type: '/problems/conflict' },
    });
    expect((await rotate(world, 'nobody')).status).toBe(404);
    const bad = [
      { overlap: 'PT' },
      { overlap: 'P31D' },
      { publicKeyMaterial: '-----BEGIN PRIVATE KEY-----\nMIG2\n-----END PRIVATE KEY-----' },
    ];
    for (const body of bad) expect((await rotate(world, old, body)).status).toBe(400);
    expect(await keyPairIds(world)).toHaveLength(2);
  });

  it('does not delete the last one, unless it is told to', async ({ world }) => {
    for (const [evenIfLast, left] of [
      [false, 1],
      [true, 0],
    ] as const) {
      const answer = await rotate(world, old, { overlap: 'PT2M', evenIfLast });
      const [fresh = ''] = (await keyPairIds(world)).filter((id) => id !== old);
      await askIvs(world, 'DeletePlaybackKeyPair', { arn: arnOf(fresh) });

      const job = await world.ended(idIn(answer));

      expect(job.ending).toBe(evenIfLast ? 'succeeded' : 'lastKeyPair');
      expect(job.left).toBeUndefined();
      expect(await keyPairIds(world)).toHaveLength(left);
    }
  });

  it('is deleted although the new one was rotated in the overlap', async ({ world }) => {
    const first = idIn(await rotate(world, old, { overlap: 'PT2H' }));
    const [second = ''] = (await keyPairIds(world)).filter((id) => id !== old);
    const leaked = idIn(await rotate(world, second, { overlap: 'PT10M' }));
    expect(await world.ended(leaked, HOUR_MS)).toMatchObject({ status: 'succeeded' });

    expect(await world.ended(first, 3 * HOUR_MS)).toMatchObject({ status: 'succeeded' });

    const left = await keyPairIds(world);
    expect(left).toHaveLength(1);
    expect([old, second]).not.toContain(left[0]);
  });

  it.for(['lostResponse', 'crashAfter'] as const)(
    'imports once, although there was a %s of the import',
    async (fate, { world }) => {
      let struck = false;
      world.fateOf = ({ operation }) => {
        if (struck || operation !== 'ImportPlaybackKeyPair') return undefined;
        struck = true;
        return fate;
      };
      const body = { publicKeyMaterial: newPublicKey(), overlap: 'PT2M' };
      let answer = await rotate(world, old, body, { 'idempotency-key': 'one' });
      if (answer.status >= 500)
        answer = await rotate(world, old, body, { 'idempotency-key': 'one' });

      expect(await world.ended(idIn(answer))).toMatchObject({ status: 'succeeded' });
      const kept = world.stack.ivs
        .requests()
        .filter(
          ({ operation, outcome }) => operation === 'ImportPlaybackKeyPair' && outcome === 'ok',
        );
      expect(kept).toHaveLength(2);
      expect(await keyPairIds(world)).toHaveLength(1);
    },
  );
});
