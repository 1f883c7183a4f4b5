import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  CreateChannelCommand,
  CreatePlaybackRestrictionPolicyCommand,
  DeletePlaybackKeyPairCommand,
  GetStreamCommand,
  ImportPlaybackKeyPairCommand,
  PutMetadataCommand,
  StartViewerSessionRevocationCommand,
  StopStreamCommand,
  type CreateChannelCommandInput,
  type CreatePlaybackRestrictionPolicyCommandInput,
} from '@aws-sdk/client-ivs';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import type { IvsLocalOptions } from '../../../local/ivs/server.ts';
import { controlCall, given, pass, refusal, type Setting } from './setting.ts';

type Claims = Record<string, unknown>;

/** The picture that the encoder claims to send; the one that it sends is smaller. */
const FULL_HD = { width: 1_920, height: 1_080, framerate: 60 };

interface PlayedStream extends Setting {
  channelArn: string;
  playbackUrl: string;
  privateKey: KeyObject;
  keyPairArn: string;
  /**
   * Returns a token that is valid for two minutes, unless the claims say otherwise. An undefined
   * claim is left out.
   */
  token: (claims?: Claims, key?: KeyObject) => Promise<string>;
  /** Fetches the multivariant playlist. */
  open: (
    token?: string,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; text: string; error?: string; code?: string }>;
}

const pair = (
  namedCurve = 'P-384',
): ReturnType<typeof generateKeyPairSync> & { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve });
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/** Returns a live channel, private unless `input` says otherwise, with an imported key pair. */
async function aPlayedStream(
  input: CreateChannelCommandInput = { authorized: true },
  settings: IvsLocalOptions['settings'] = {},
): Promise<PlayedStream> {
  const setting = await given({ settings });
  const { ivs, client, clock } = setting;
  const { publicKey, privateKey } = pair();
  const { keyPair } = await client.send(
    new ImportPlaybackKeyPairCommand({ publicKeyMaterial: pem(publicKey) }),
  );
  const { channel } = await client.send(new CreateChannelCommand(input));
  const channelArn = channel?.arn ?? '';
  ivs.connectEncoder({ channelArn, media: FULL_HD });
  await pass(clock, 6_500);
  const playbackUrl = String(
    (await controlCall(ivs, 'GET', `playback-url?channelArn=${encodeURIComponent(channelArn)}`))
      .body['playbackUrl'],
  );
  expect(new URL(playbackUrl).pathname).toBe(new URL(channel?.playbackUrl ?? '').pathname);
  const token: PlayedStream['token'] = (claims = {}, key = privateKey) =>
    new SignJWT(
      JSON.parse(
        JSON.stringify({
          'aws:channel-arn': channelArn,
          exp: Math.floor(clock.now() / 1_000) + 120,
          ...claims,
        }),
      ) as Claims,
    )
      .setProtectedHeader({ alg: 'ES384', typ: 'JWT' })
      .sign(key);
  const open: PlayedStream['open'] = async (given, headers = {}) => {
    const response = await fetch(
      given === undefined ? playbackUrl : `${playbackUrl}?token=${given}`,
      { headers },
    );
    const text = await response.text();
    const [refused] = response.ok
      ? []
      : (JSON.parse(text) as { error: string; error_code: string; type: string }[]);
    return {
      status: response.status,
      text,
      ...(refused && { error: refused.error, code: refused.error_code }),
    };
  };
  return {
    ...setting,
    channelArn,
    playbackUrl,
    privateKey,
    keyPairArn: keyPair?.arn ?? '',
    token,
    open,
  };
}

const linksIn = (playlist: string): string[] =>
  playlist.split('\n').filter((line) => line.startsWith('http'));
const fetchText = async (url = '', headers: Record<string, string> = {}): Promise<string> => {
  const response = await fetch(url, { headers });
  return response.ok ? response.text() : `${response.status}`;
};

test('a public stream plays from playlist to segment, and moves on', async () => {
  const { open, clock } = await aPlayedStream({});
  const { status, text } = await open();
  expect(status).toBe(200);
  expect(text).toMatch(/^#EXTM3U\n#EXT-X-VERSION:3\n/);
  expect(linksIn(text)).toHaveLength(5);
  const media = await fetchText(linksIn(text)[0]);
  expect(media).toContain('#EXT-X-MEDIA-SEQUENCE:0\n');
  expect(linksIn(media)).toHaveLength(3);
  const segment = Buffer.from(await (await fetch(linksIn(media)[0] ?? '')).arrayBuffer());
  expect(segment.length).toBeGreaterThan(0);
  expect(segment.length % 188).toBe(0);
  for (let at = 0; at < segment.length; at += 188) expect(segment[at]).toBe(0x47);
  await pass(clock, 20_000);
  const later = await fetchText(linksIn(text)[0]);
  expect(later).toContain('#EXT-X-MEDIA-SEQUENCE:8\n');
  expect(linksIn(later)).toHaveLength(5);
});

test('a player decodes one segment after another', async () => {
  const { playbackUrl, clock } = await aPlayedStream({ type: 'BASIC' });
  await pass(clock, 60_000);
  chmodSync(ffmpeg.path, 0o755);
  const { stderr } = await promisify(execFile)(ffmpeg.path, [
    '-analyzeduration',
    '1000000',
    '-live_start_index',
    '0',
    '-i',
    playbackUrl,
    '-t',
    '5',
    '-map',
    '0:v:0',
    '-f',
    'null',
    '-',
  ]);
  // The simulated picture has ten frames a second.
  expect(stderr).toMatch(/frame= +50 /);
  expect(stderr).not.toMatch(/out of order|error|corrupt/i);
});

test('a BASIC channel has its source only', async () => {
  const { open } = await aPlayedStream({ type: 'BASIC' });
  expect(linksIn((await open()).text)).toHaveLength(1);
});

test('a player that watches sees the end, and nobody else can begin', async () => {
  const { client, clock, open, channelArn } = await aPlayedStream({});
  const media = linksIn((await open()).text)[0];
  expect(await fetchText(media)).not.toContain('#EXT-X-ENDLIST');
  await client.send(new StopStreamCommand({ channelArn }));
  await pass(clock, 2_000);
  expect(await open()).toMatchObject({ status: 404, code: 'not_found' });
  const last = await fetchText(media);
  expect(last).toMatch(/\n#EXT-X-ENDLIST\n$/);
  expect(await fetchText(linksIn(last).at(-1))).not.toBe('404');
  expect(await fetchText(linksIn(last)[0]?.replace(/\d+\.ts$/, '99.ts'))).toBe('404');
  await pass(clock, 60_000);
  expect(await fetchText(media)).toBe('404');
});

test('offline and unknown channels are 404', async () => {
  const { ivs, client, clock, open, channelArn, playbackUrl } = await aPlayedStream({});
  const media = linksIn((await open()).text)[0];
  await client.send(new StopStreamCommand({ channelArn }));
  await pass(clock, 62_000);
  expect(await open()).toMatchObject({ status: 404, code: 'not_found' });
  expect(await fetchText(media)).toBe('404');
  ivs.connectEncoder({ channelArn });
  await pass(clock, 7_000);
  expect(await fetchText(media)).toBe('404');
  expect((await open()).status).toBe(200);
  for (const url of [
    playbackUrl.replace('.m3u8', 'x.m3u8'),
    `${ivs.url}/v1/playlist/nobody/720p60.m3u8`,
    `${ivs.url}/v1/surprise`,
  ])
    expect(await fetchText(url)).toBe('404');
});

test('a private stream plays with a token that any imported key pair signed', async () => {
  const { client, open, token, channelArn, keyPairArn } = await aPlayedStream();
  expect(await open()).toMatchObject({
    status: 403,
    error: 'token contains an invalid number of segments',
    code: 'invalid_playback_auth_token',
  });
  expect((await open(await token())).status).toBe(200);
  const other = pair();
  const signed = await token({}, other.privateKey);
  expect(await open(signed)).toMatchObject({ status: 403, error: 'token signature is invalid' });
  await client.send(new ImportPlaybackKeyPairCommand({ publicKeyMaterial: pem(other.publicKey) }));
  expect((await open(signed)).status).toBe(200);
  const first = await token();
  await client.send(new DeletePlaybackKeyPairCommand({ arn: keyPairArn }));
  expect((await open(first)).status).toBe(403);
  expect(
    (await open(await token({ 'aws:channel-arn': `${channelArn}x` }, other.privateKey))).error,
  ).toBe('token is not for this channel');
});

test('tokens are held to their claims', async () => {
  const { clock, open, token } = await aPlayedStream();
  const nowS = clock.now() / 1_000;
  const outcome = async (claims: Claims): Promise<string> => {
    const { status, error } = await open(await token(claims));
    return `${status} ${error ?? ''}`.trim();
  };
  expect(await outcome({ exp: undefined })).toBe('403 token claim is invalid: exp');
  expect(await outcome({ exp: Math.floor(nowS) - 1 })).toBe('403 token is expired');
  expect(await outcome({ exp: Math.floor(nowS) + 60.25 })).toBe('403 token claim is invalid: exp');
  expect(await outcome({ exp: Math.floor(nowS) + 86_400 })).toBe('200');
  expect(await outcome({ exp: clock.now() + 60_000 })).toBe('200');
  expect(await outcome({ 'aws:viewer-id': 'ann', exp: Math.floor(nowS) + 600 })).toBe('200');
  expect(await outcome({ 'aws:viewer-id': 'ann', exp: Math.ceil(nowS) + 601 })).toBe(
    '403 token expires more than 10 minutes from now',
  );
  expect(await outcome({ 'aws:viewer-id': 'ann', exp: clock.now() + 60_000 })).toBe(
    '403 token expires more than 10 minutes from now',
  );
  expect(await outcome({ 'aws:single-use-uuid': randomUUID(), exp: Math.ceil(nowS) + 601 })).toBe(
    '403 token expires more than 10 minutes from now',
  );
  expect(await outcome({ 'aws:viewer-id': 'v'.repeat(40) })).toBe('200');
  expect(await outcome({ 'aws:viewer-id': 'v'.repeat(41) })).toBe(
    '403 token claim is invalid: aws:viewer-id',
  );
  expect(await outcome({ 'aws:maximum-resolution': 'UHD' })).toBe(
    '403 token claim is invalid: aws:maximum-resolution',
  );
  expect(await outcome({ 'aws:single-use-uuid': 'once' })).toBe(
    '403 token claim is invalid: aws:single-use-uuid',
  );
  expect(await outcome({ surprise: 'x'.repeat(2_048) })).toBe('403 token is too long');
  const [header = '', payload = '', signature = ''] = (await token()).split('.');
  const noAlgorithm = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  for (const [forged, error] of [
    [`${noAlgorithm}.${payload}.${signature}`, 'signing method is invalid'],
    [`${header}.${payload}x.${signature}`, 'token signature is invalid'],
    ['a.b.c', 'signing method is invalid'],
    [`${header}.${payload}.`, 'token contains an invalid number of segments'],
  ]) {
    expect(await open(forged)).toMatchObject({ status: 403, error });
  }
});

test('a single-use token plays once; a maximum resolution takes the higher ones away', async () => {
  const { open, token } = await aPlayedStream();
  const once = await token({ 'aws:single-use-uuid': randomUUID() });
  expect((await open(once)).status).toBe(200);
  expect(await open(once)).toMatchObject({ status: 403, code: 'playback_auth_error' });
  const renditions = async (maximum: string): Promise<number> =>
    linksIn((await open(await token({ 'aws:maximum-resolution': maximum }))).text).length;
  expect([await renditions('SD'), await renditions('HD'), await renditions('FULL_HD')]).toEqual([
    3, 4, 5,
  ]);
});

test('origins are checked on the first playlist, or always when strict', async () => {
  const { open, token } = await aPlayedStream();
  const page = (origin: string): Record<string, string> => ({ origin });
  const allowed = { 'aws:access-control-allow-origin': 'https://a.example,https://*.b.example' };
  const lax = await token(allowed);
  for (const origin of ['https://a.example', 'https://x.b.example'])
    expect((await open(lax, page(origin))).status).toBe(200);
  for (const origin of [
    'https://b.example',
    'https://c.example',
    'http://x.b.example',
    'https://b.example.evil',
  ])
    expect((await open(lax, page(origin))).status).toBe(403);
  expect((await open(lax)).status).toBe(200);
  expect(await fetchText(linksIn((await open(lax)).text)[0], page('https://c.example'))).toMatch(
    /^#EXTM3U/,
  );
  const strict = await token({ ...allowed, 'aws:strict-origin-enforcement': true });
  expect((await open(strict)).status).toBe(403);
  const media = linksIn((await open(strict, page('https://a.example'))).text)[0];
  expect(await fetchText(media)).toBe('403');
  const playlist = await fetchText(media, page('https://a.example'));
  expect(await fetchText(linksIn(playlist)[0], page('https://c.example'))).toBe('403');
});

test('viewers are counted while they watch', async () => {
  const { client, clock, ivs, open, channelArn } = await aPlayedStream({});
  const count = async (): Promise<number | undefined> =>
    (await client.send(new GetStreamCommand({ channelArn }))).stream?.viewerCount;
  const media = linksIn((await open()).text)[0];
  await open();
  expect(await count()).toBe(0);
  await fetchText(media);
  await fetchText(media);
  expect(await count()).toBe(1);
  const { body } = await controlCall(ivs, 'POST', 'viewers', { channelArn, count: 5 });
  expect(await count()).toBe(6);
  await pass(clock, 60_000);
  expect(await count()).toBe(5);
  for (const id of body['viewerSessionIds'] as string[])
    expect((await controlCall(ivs, 'DELETE', `viewers/${id}`)).status).toBe(204);
  expect(await count()).toBe(0);
  await client.send(new StopStreamCommand({ channelArn }));
  await pass(clock, 2_000);
  expect(await refusal(client.send(new GetStreamCommand({ channelArn })))).toBe(
    '404 ChannelNotBroadcasting',
  );
});

test('a simulated viewer stays for one stream', async () => {
  const { client, clock, ivs, channelArn } = await aPlayedStream({});
  const watch = async (): Promise<string> =>
    String(
      (
        (await controlCall(ivs, 'POST', 'viewers', { channelArn })).body[
          'viewerSessionIds'
        ] as string[]
      )[0],
    );
  const [first, second] = [await watch(), await watch()];
  expect((await controlCall(ivs, 'DELETE', `viewers/${first}`)).status).toBe(204);
  await client.send(new StopStreamCommand({ channelArn }));
  ivs.connectEncoder({ channelArn });
  await pass(clock, 6_500);
  await watch();
  expect((await controlCall(ivs, 'DELETE', `viewers/${second}`)).status).toBe(404);
});

test('one viewer too many is refused, and the account is told once', async () => {
  const { ivs, open, channelArn } = await aPlayedStream({}, { concurrentViewsMax: 3 });
  expect(
    (await controlCall(ivs, 'POST', 'viewers', { channelArn, count: 5 })).body['viewerSessionIds'],
  ).toHaveLength(3);
  // A 403 would send applications for new tokens.
  expect(await open()).toMatchObject({ status: 429, code: 'too_many_viewers' });
  const breaches = ivs.events().filter((event) => event['detail-type'] === 'IVS Limit Breach');
  expect(breaches.map(({ resources, detail }) => ({ resources, detail }))).toEqual([
    {
      resources: [],
      detail: {
        limit_name: 'Concurrent Viewers',
        limit: 'Concurrent Viewers',
        limit_value: 3,
        exceeded_by: 2,
        limit_unit: 'viewers',
      },
    },
  ]);
});

test('a revoked viewer is refused everywhere after five seconds, and no other is', async () => {
  const { client, clock, ivs, open, token, channelArn } = await aPlayedStream();
  const viewer = (viewerId: string, version?: number): Promise<string> =>
    token({ 'aws:viewer-id': viewerId, 'aws:viewer-session-version': version });
  const media = linksIn((await open(await viewer('ann', 7))).text)[0];
  const segment = linksIn(await fetchText(media))[0];
  const bob = linksIn((await open(await viewer('bob', 7))).text)[0];
  await controlCall(ivs, 'POST', 'viewers', {
    channelArn,
    viewerId: 'ann',
    viewerSessionVersion: 7,
  });
  const revoke = (n?: number): Promise<unknown> =>
    client.send(
      new StartViewerSessionRevocationCommand({
        channelArn,
        viewerId: 'ann',
        viewerSessionVersionsLessThanOrEqualTo: n,
      }),
    );
  await revoke();
  await pass(clock, 6_000);
  expect(await fetchText(media)).toMatch(/^#EXTM3U/);
  await revoke(7);
  await pass(clock, 4_999);
  expect(await fetchText(media)).toMatch(/^#EXTM3U/);
  await revoke(7);
  await pass(clock, 1);
  expect([
    await fetchText(media),
    await fetchText(segment),
    (await open(await viewer('ann', 7))).status,
    (await open(await viewer('ann'))).status,
  ]).toEqual(['403', '403', 403, 403]);
  expect((await open(await viewer('ann', 8))).status).toBe(200);
  expect((await open(await token())).status).toBe(200);
  expect(await fetchText(bob)).toMatch(/^#EXTM3U/);
  expect((await controlCall(ivs, 'GET', 'viewers')).body['viewers']).toMatchObject([
    { viewerId: 'bob', viewerSessionVersion: 7, simulated: false },
  ]);
});

/** Returns a public or private channel under a policy. */
async function underPolicy(
  policy: CreatePlaybackRestrictionPolicyCommandInput,
  authorized = false,
): Promise<PlayedStream> {
  const stream = await aPlayedStream({});
  const { playbackRestrictionPolicy } = await stream.client.send(
    new CreatePlaybackRestrictionPolicyCommand(policy),
  );
  const { channel } = await stream.client.send(
    new CreateChannelCommand({
      authorized,
      playbackRestrictionPolicyArn: playbackRestrictionPolicy?.arn,
    }),
  );
  const channelArn = channel?.arn ?? '';
  stream.ivs.connectEncoder({ channelArn });
  await pass(stream.clock, 6_500);
  const url = `${stream.ivs.url}${new URL(channel?.playbackUrl ?? '').pathname}`;
  const token: PlayedStream['token'] = (claims = {}) =>
    stream.token({ 'aws:channel-arn': channelArn, ...claims });
  const open: PlayedStream['open'] = async (given, headers = {}) => {
    const response = await fetch(given === undefined ? url : `${url}?token=${given}`, { headers });
    return { status: response.status, text: await response.text() };
  };
  return { ...stream, channelArn, open, token };
}

test('policies check countries and origins, on public channels only', async () => {
  const { open, ivs } = await underPolicy({
    allowedCountries: ['DE'],
    allowedOrigins: ['https://a.example'],
  });
  const from = async (country: string, origin = 'https://a.example'): Promise<number> =>
    (await open(undefined, { origin, 'cloudfront-viewer-country': country })).status;
  expect([
    await from('DE'),
    await from('FR'),
    await from(''),
    await from('DE', 'https://b.example'),
  ]).toEqual([200, 403, 200, 403]);
  ivs.settings.viewerCountry = 'FR';
  expect((await open()).status).toBe(403);
  const strict = await underPolicy({
    allowedOrigins: ['https://a.example'],
    enableStrictOriginEnforcement: true,
  });
  const { status, text } = await strict.open(undefined, { origin: 'https://a.example' });
  expect([status, (await strict.open()).status, await fetchText(linksIn(text)[0])]).toEqual([
    200,
    403,
    '403',
  ]);
  const hidden = await underPolicy({ allowedCountries: ['DE'] }, true);
  expect(
    (await hidden.open(await hidden.token(), { 'cloudfront-viewer-country': 'FR' })).status,
  ).toBe(200);
});

test('a preflight is answered, and other methods are not', async () => {
  const { playbackUrl } = await aPlayedStream({});
  const origin = 'https://a.example';
  const preflight = await fetch(playbackUrl, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-headers': 'x-player' },
  });
  expect(preflight.status).toBe(204);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'x-player',
    'access-control-allow-methods': 'GET, HEAD',
  });
  expect((await fetch(playbackUrl, { method: 'POST' })).status).toBe(405);
});

test('a simulated stream carries the metadata that was put into it', async () => {
  const { client, clock, open, channelArn } = await aPlayedStream({});
  const media = linksIn((await open()).text)[0];
  await client.send(new PutMetadataCommand({ channelArn, metadata: '{"goal":1}' }));
  const carrying = async (): Promise<string[]> => {
    const links = linksIn(await fetchText(media));
    const segments = await Promise.all(links.map((link) => fetchText(link)));
    return links.filter((_, n) => segments[n]?.includes('{"goal":1}'));
  };
  expect(await carrying()).toHaveLength(0);
  await pass(clock, 2_000);
  expect(await carrying()).toHaveLength(1);
});

test('faults strike the players that they name', async () => {
  const { ivs, clock, open, token } = await aPlayedStream();
  const viewer = (viewerId: string): Promise<string> => token({ 'aws:viewer-id': viewerId });
  const media = async (viewerId: string): Promise<string | undefined> =>
    linksIn((await open(await viewer(viewerId))).text)[0];
  const [ann, bob] = [await media('ann'), await media('bob')];
  const strike = (...faults: object[]): Promise<unknown> =>
    controlCall(ivs, 'PUT', 'playback-faults', { faults });

  await strike({ viewerId: 'ann', on: 'media', status: 503, count: 1 });
  expect(await fetchText(bob)).toMatch(/^#EXTM3U/);
  expect(await fetchText(ann)).toBe('503');
  expect(await fetchText(ann)).toMatch(/^#EXTM3U/);

  await strike({ on: 'multivariant', status: 429, code: 'busy' });
  expect(await open(await viewer('ann'))).toMatchObject({ status: 429, code: 'busy' });
  expect(await fetchText(ann)).toMatch(/^#EXTM3U/);

  await strike({ on: 'segment', latencyMs: 2_000, count: 1 });
  let isAnswered = false;
  const segment = fetchText(linksIn(await fetchText(ann))[0]).finally(() => (isAnswered = true));
  // The fault is used up when the request has arrived.
  await expect
    .poll(async () => (await controlCall(ivs, 'GET', 'playback-faults')).body['faults'])
    .toEqual([]);
  await pass(clock, 1_900);
  await fetchText(ann);
  expect(isAnswered).toBe(false);
  await pass(clock, 100);
  expect((await segment).length).toBeGreaterThan(1_000);
  expect(await controlCall(ivs, 'PUT', 'playback-faults', { faults: [{}] })).toMatchObject({
    status: 400,
  });
});

test('a key that is written in another way is the same key', async () => {
  const { client } = await given();
  const { publicKey } = pair();
  // Bits of the point that say how it is written (SEC 1, 2.3.3): all of it, half of it, or both.
  const whole = publicKey.export({ type: 'spki', format: 'der' });
  const point = whole.subarray(-97);
  const isOdd = (point.at(-1) ?? 0) & 1;
  const written = (bytes: Buffer): string => {
    const head = Buffer.from(whole.subarray(0, -97));
    const shorter = whole.length - head.length - bytes.length;
    // The lengths of the sequence and of the bit string.
    for (const at of [1, head.length - 2]) head[at] = (head[at] ?? 0) - shorter;
    const body =
      Buffer.concat([head, bytes])
        .toString('base64')
        .match(/.{1,64}/g) ?? [];
    return `-----BEGIN PUBLIC KEY-----\n${body.join('\n')}\n-----END PUBLIC KEY-----\n`;
  };
  const compressed = Buffer.concat([Buffer.from([2 + isOdd]), point.subarray(1, 49)]);
  const hybrid = Buffer.concat([Buffer.from([6 + isOdd]), point.subarray(1)]);
  await client.send(new ImportPlaybackKeyPairCommand({ publicKeyMaterial: pem(publicKey) }));
  for (const bytes of [point, compressed, hybrid])
    expect(
      await refusal(
        client.send(new ImportPlaybackKeyPairCommand({ publicKeyMaterial: written(bytes) })),
      ),
    ).toBe('409 ConflictException');
});
