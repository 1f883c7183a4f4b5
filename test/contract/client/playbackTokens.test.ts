import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { signPlaybackToken } from '../../../lib/client/client.ts';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { ban, givenPrivateStream, secondOf } from '../../givenViewers.ts';
import { it } from '../../worldTest.ts';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456';
const pkcs8 = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

describe('signPlaybackToken', () => {
  it('opens a private channel of ivs-local until its viewer is banned', async ({ world }) => {
    const stream = await givenPrivateStream(world);
    const sec1 = createPrivateKey(stream.privateKey)
      .export({ type: 'sec1', format: 'pem' })
      .toString();
    // `openssl ecparam -genkey` writes the parameters of the curve before the key.
    const withParameters = `-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n${sec1}`;
    for (const key of [stream.privateKey, sec1, withParameters]) {
      const options = { channelArn: stream.arn, viewerId: 'ann', now: world.clock.now() };
      const token = await signPlaybackToken(key, options);
      expect(decodeJwt(token)['aws:viewer-session-version']).toBe(secondOf(world));
      expect((await stream.open(token)).status).toBe(200);
    }
    await ban(world, stream, 'ann', world.clock.now() + 10 * 60_000);
    await world.advance(60_000);
    const late = { channelArn: stream.arn, viewerId: 'ann', now: world.clock.now() };
    expect((await stream.open(await signPlaybackToken(stream.privateKey, late))).status).toBe(403);
    const anonymous = { channelArn: stream.arn, now: world.clock.now(), ttlSeconds: 3_600 };
    const token = await signPlaybackToken(stream.privateKey, anonymous);
    expect((await stream.open(token)).status).toBe(200);
  });

  test('claims no more than it is told, and the present time by default', async () => {
    const before = Math.floor(Date.now() / 1_000);
    const claims = decodeJwt(await signPlaybackToken(pkcs8('P-384'), { channelArn: CHANNEL }));
    expect(Object.keys(claims).toSorted()).toEqual(['aws:channel-arn', 'exp']);
    expect(Number(claims.exp) - before).toBeGreaterThanOrEqual(60);
    expect(Number(claims.exp) - before).toBeLessThan(120);
  });

  test('refuses a key of another kind, and does not show it', async () => {
    const p256 = pkcs8('P-256');
    const sec1 = createPrivateKey(p256).export({ type: 'sec1', format: 'pem' }).toString();
    for (const key of ['', 'a secret text', p256, sec1, `${pkcs8('P-384').slice(0, 90)}…`]) {
      const refused = signPlaybackToken(key, { channelArn: CHANNEL });
      await expect(refused).rejects.toThrow(TypeError);
      await expect(refused).rejects.not.toThrow(/secret text|MIG/);
    }
  });

  test('refuses what IVS would refuse', async () => {
    const key = pkcs8('P-384');
    for (const limited of [{ viewerId: 'ann' }, { singleUseUuid: crypto.randomUUID() }])
      await expect(
        signPlaybackToken(key, { channelArn: CHANNEL, ttlSeconds: 601, ...limited }),
      ).rejects.toThrow(new RangeError('IVS accepts a lifetime of 600 seconds at most.'));
    const origin = `https://${'a'.repeat(2_000)}.example`;
    await expect(signPlaybackToken(key, { channelArn: CHANNEL, origin })).rejects.toThrow(
      new RangeError('IVS accepts a token of 2048 bytes at most.'),
    );
  });
});
