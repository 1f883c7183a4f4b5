import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect } from 'vitest';
import { givenChannel, type GivenChannel } from '../given.ts';
import {
  askSecrets,
  ban,
  giveKey,
  givenPrivateStream,
  keyPair,
  pathOfBan,
  SECRET,
  secondOf,
} from '../givenViewers.ts';
import type { Answer, World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

const BAN_MS = 10 * 60_000;
/** ivs-local lets a revocation take effect after five seconds. */
const EFFECT_MS = 6_000;

describe('createPlaybackToken', () => {
  const ask = (
    world: World,
    { id }: GivenChannel,
    body: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    world.http('POST', `/v1/channels/${id}/playback-tokens`, {
      body: { viewerId: 'ann', ...body },
      headers,
    });
  const tokenIn = ({ body }: Answer): string => String(body.token);

  it('lets a viewer in, not while banned, and in again when the ban is lifted', async ({
    world,
  }) => {
    const stream = await givenPrivateStream(world);
    await giveKey(world, stream.privateKey);

    const answer = await ask(world, stream);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      token: expect.any(String) as string,
      expiresAt: new Date((secondOf(world) + 60) * 1_000).toISOString(),
      viewerSessionVersion: secondOf(world),
      playbackUrl: expect.stringContaining('.m3u8') as string,
    });
    const { status, playlist } = await stream.open(tokenIn(answer));
    expect(status).toBe(200);
    expect((await fetch(playlist)).status).toBe(200);

    const until = world.clock.now() + BAN_MS;
    await ban(world, stream, 'ann', until);
    const refused = await ask(world, stream);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      type: '/problems/viewer-banned',
      until: new Date(until).toISOString(),
      detail: expect.stringContaining(new Date(until).toISOString()) as string,
    });
    expect((await ask(world, stream, { viewerId: 'bob' })).status).toBe(201);
    await world.advance(EFFECT_MS);
    expect((await fetch(playlist)).status).toBe(403);
    expect((await stream.open(tokenIn(answer))).status).toBe(403);

    const lifted = await world.http('DELETE', pathOfBan(stream, 'ann'));
    const again = await ask(world, stream);
    expect(again.body.viewerSessionVersion).toBe(Math.ceil(until / 1_000) + 1);
    expect(again.body.viewerSessionVersion).toBe(lifted.body.viewerSessionVersion);
    expect((await stream.open(tokenIn(again))).status).toBe(200);
  });

  it('gives the present second again once the end of a lifted ban has passed', async ({
    world,
  }) => {
    const stream = await givenPrivateStream(world);
    await giveKey(world, stream.privateKey);
    await ban(world, stream, 'ann', world.clock.now() + BAN_MS);
    await world.advance(BAN_MS + 2_000);
    const answer = await ask(world, stream);
    expect(answer.body.viewerSessionVersion).toBe(secondOf(world));
    expect((await stream.open(tokenIn(answer))).status).toBe(200);
  });

  it('carries the claims that the request asks for', async ({ world }) => {
    const stream = await givenPrivateStream(world);
    await giveKey(world, stream.privateKey);
    const answer = await ask(world, stream, {
      viewerId: 'ünï',
      ttlSeconds: 600,
      origin: 'https://a.example,https://*.b.example',
      strictOriginEnforcement: true,
      maximumResolution: 'SD',
      singleUse: true,
    });
    expect(decodeProtectedHeader(tokenIn(answer))).toEqual({ alg: 'ES384', typ: 'JWT' });
    expect(decodeJwt(tokenIn(answer))).toEqual({
      'aws:channel-arn': stream.arn,
      'aws:access-control-allow-origin': 'https://a.example,https://*.b.example',
      'aws:strict-origin-enforcement': true,
      'aws:viewer-id': 'ünï',
      'aws:viewer-session-version': secondOf(world),
      'aws:maximum-resolution': 'SD',
      'aws:single-use-uuid': expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ) as string,
      exp: secondOf(world) + 600,
    });

    const once = await ask(world, stream, { singleUse: true });
    expect((await stream.open(tokenIn(once))).status).toBe(200);
    expect((await stream.open(tokenIn(once))).status).toBe(403);
  });

  it('stays below the limit of IVS with the longest claims', async ({ world }) => {
    const stream = await givenPrivateStream(world);
    await giveKey(world, stream.privateKey);
    const answer = await ask(world, stream, {
      viewerId: '🎬'.repeat(40),
      ttlSeconds: 600,
      origin: `https://${'a'.repeat(792)}`,
      strictOriginEnforcement: true,
      maximumResolution: 'FULL_HD',
      singleUse: true,
    });
    expect(answer.status).toBe(201);
    expect(tokenIn(answer).length).toBeGreaterThan(1_800);
    expect(tokenIn(answer).length).toBeLessThanOrEqual(2_048);
  });

  it('names the field and the rule that a request breaks', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const fieldsOf = async (body: object): Promise<unknown> =>
      ((await ask(world, channel, { ...body })).body.errors as { field: string }[]).map(
        ({ field }) => field,
      );
    expect(await fieldsOf({ viewerId: 'a'.repeat(41) })).toEqual(['viewerId']);
    expect(await fieldsOf({ viewerId: undefined })).toEqual(['viewerId']);
    expect(await fieldsOf({ ttlSeconds: 601 })).toEqual(['ttlSeconds']);
    expect(await fieldsOf({ ttlSeconds: 0 })).toEqual(['ttlSeconds']);
    expect(await fieldsOf({ maximumResolution: '4K' })).toEqual(['maximumResolution']);
    expect(await fieldsOf({ strictOriginEnforcement: true })).toEqual(['origin']);
    const six = Array.from({ length: 6 }, (_, n) => `https://${n}.example`).join(',');
    expect(await fieldsOf({ strictOriginEnforcement: true, origin: six })).toEqual(['origin']);
    expect(await fieldsOf({ origin: 'live.example.com' })).toEqual(['origin']);
    expect(await fieldsOf({ origin: `https://${'a'.repeat(800)}` })).toEqual(['origin']);
  });

  it('is refused for a channel that does not exist', async ({ world }) => {
    const answer = await ask(world, { id: 'AbCdEf123456', arn: '' });
    expect([answer.status, answer.body.type]).toEqual([404, '/problems/not-found']);
  });

  const tagged = itIn({ environment: { MANAGED_CHANNELS: 'team=night' } });
  tagged('is refused for a channel of another deployment', async ({ world }) => {
    const { CreateChannelCommand } = await import('@aws-sdk/client-ivs');
    const { channel } = await world.app.ivs.call(
      'CreateChannel',
      new CreateChannelCommand({ authorized: true }),
    );
    const [, id = ''] = channel?.arn?.split('/') ?? [];
    expect((await ask(world, { id, arn: '' })).status).toBe(404);
  });

  it('needs a scope of its own', async ({ world }) => {
    const channel = await givenChannel(world, { authorized: true });
    const path = `/v1/channels/${channel.id}/playback-tokens`;
    const answer = await world.http('POST', path, {
      body: { viewerId: 'ann' },
      scopes: ['channels:read', 'channels:write', 'viewer-sessions:write', 'stream-keys:read'],
    });
    expect(answer).toMatchObject({ status: 403, body: { scope: 'playback-tokens:read' } });
  });

  it('tells nobody the token or the key, and keeps neither', async ({ world }) => {
    const stream = await givenPrivateStream(world);
    await giveKey(world, stream.privateKey);
    const from = world.calls.length;
    const answer = await ask(world, stream, {}, { 'idempotency-key': 'a-key' });
    const other = await ask(world, stream, { ttlSeconds: 61 }, { 'idempotency-key': 'a-key' });
    expect([answer.status, other.status]).toEqual([201, 201]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const [, payload = ''] = tokenIn(answer).split('.');
    const [, , base64 = ''] = stream.privateKey.split('\n');
    const kept = JSON.stringify([world.logged, world.calls.slice(from), world.stack.bus.events()]);
    expect(kept).not.toContain(payload);
    expect(kept).not.toContain(base64);
  });

  describe('the private key', () => {
    it('is missing, of another kind, or cannot be read: the answer says so', async ({ world }) => {
      const stream = await givenPrivateStream(world);
      const detailOf = async (): Promise<unknown[]> => {
        const { status, body, headers } = await ask(world, stream);
        return [status, body.type, headers.get('retry-after'), body.detail];
      };
      const problem = [503, '/problems/playback-key-unavailable', '5'];
      expect(await detailOf()).toEqual([
        ...problem,
        expect.stringContaining('ResourceNotFoundException'),
      ]);
      await giveKey(world, 'not a key');
      expect(await detailOf()).toEqual([...problem, expect.stringContaining('no private key')]);
    });

    it('is read again after five minutes, and not for every token', async ({ world }) => {
      const stream = await givenPrivateStream(world);
      await giveKey(world, stream.privateKey);
      for (let n = 0; n < 5; n++) await ask(world, stream);
      expect(reads(world)).toBe(1);
      const other = keyPair().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      await askSecrets(world, 'PutSecretValue', { SecretId: SECRET, SecretString: other });
      await world.advance(4 * 60_000);
      expect((await stream.open(tokenIn(await ask(world, stream)))).status).toBe(200);
      await world.advance(2 * 60_000);
      expect((await stream.open(tokenIn(await ask(world, stream)))).status).toBe(403);
      expect(reads(world)).toBe(2);
    });

    const without = itIn({ environment: { PLAYBACK_KEY_SECRET: '' } });
    without('is not there without a secret, and no call is made', async ({ world }) => {
      world.app = { ...world.app, config: { ...world.app.config, playbackKeySecret: '' } };
      const stream = await givenPrivateStream(world);
      const answer = await ask(world, stream);
      expect(answer.body).toMatchObject({
        type: '/problems/playback-key-unavailable',
        detail: expect.stringContaining('playbackKeySecret') as string,
      });
      expect(reads(world)).toBe(0);
    });

    const reads = (world: World): number =>
      world.calls.filter(({ operation }) => operation === 'GetSecretValue').length;
  });
});
