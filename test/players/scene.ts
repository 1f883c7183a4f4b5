import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  CreateChannelCommand,
  ImportPlaybackKeyPairCommand,
  IvsClient,
  type CreateChannelCommandInput,
} from '@aws-sdk/client-ivs';
import { build } from 'esbuild';
import { SignJWT } from 'jose';
import { systemClock } from '../../local/clock.ts';
import { findFfmpeg } from '../../local/demo/ffmpeg.ts';
import { serveOnLoopback } from '../../local/http.ts';
import { startIvsLocal, type IvsLocal, type IvsLocalOptions } from '../../local/ivs/server.ts';

// A page with the real players on an origin of its own, and ivs-local with a real encoder.

const packages = createRequire(import.meta.url);
const assets = (file: string): string =>
  packages.resolve('amazon-ivs-player').replace(/index\.js$/, `assets/${file}`);

const PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Players</title></head>
  <body><script src="/page.js"></script></body>
</html>`;

/** Serves the page. Its origin is not that of ivs-local. */
export async function servePage(): Promise<{ url: string; close: () => Promise<void> }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page/page.ts', import.meta.url))],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  const files: Record<string, { type: string; bytes: Uint8Array | string }> = {
    '/': { type: 'text/html; charset=utf-8', bytes: PAGE },
    '/page.js': { type: 'text/javascript', bytes: outputFiles[0]?.contents ?? '' },
    '/worker.js': {
      type: 'text/javascript',
      bytes: await readFile(assets('amazon-ivs-wasmworker.min.js')),
    },
    '/worker.wasm': {
      type: 'application/wasm',
      bytes: await readFile(assets('amazon-ivs-wasmworker.min.wasm')),
    },
  };
  return serveOnLoopback(
    0,
    async (request, response) => {
      const file = files[new URL(request.url ?? '/', 'http://page').pathname];
      response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' });
      response.end(file?.bytes);
    },
    (error) => {
      throw error;
    },
  );
}

/** A channel with an encoder, for players. */
export interface Playable {
  readonly ivs: IvsLocal;
  readonly client: IvsClient;
  readonly channelArn: string;
  readonly playbackUrl: string;
  /** The time at which the encoder began, or a little before; in ms since the epoch. */
  readonly encodedSince: number;
  /** Returns a token for the channel, which is private. */
  readonly token: (claims?: Record<string, unknown>) => Promise<string>;
  close(): Promise<void>;
}

/** The colour of the encoder's picture: red, green and blue. */
export const COLOUR = [200, 40, 120] as const;
const hex = COLOUR.map((part) => part.toString(16).padStart(2, '0')).join('');
/** A picture that is brighter every second, for 20 s, and then begins anew. */
export const BRIGHTER =
  "color=c=black:size=320x240:rate=25,geq=lum='16+10.3*mod(floor(T),20)':cb=128:cr=128";
const PLAIN = `color=c=0x${hex}:size=320x240:rate=25`;

/**
 * Brings a channel on air with a picture of one colour, 25 frames a second and a tone, and waits
 * until it plays.
 */
export async function onAir(
  input: CreateChannelCommandInput = {},
  settings: IvsLocalOptions['settings'] = {},
  picture = PLAIN,
): Promise<Playable> {
  const ivs = await startIvsLocal({
    clock: systemClock,
    rtmpPort: 0,
    settings: { throttling: false, streamStartMs: 500, ...settings },
  });
  const client = new IvsClient({
    endpoint: ivs.url,
    region: 'us-west-2',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  await client.send(
    new ImportPlaybackKeyPairCommand({
      publicKeyMaterial: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    }),
  );
  const { channel, streamKey } = await client.send(new CreateChannelCommand(input));
  const channelArn = channel?.arn ?? '';
  const encodedSince = systemClock.now();
  const encoder = spawn(
    findFfmpeg(),
    [
      '-loglevel error -nostdin -re -f lavfi -i'.split(' '),
      picture,
      '-re -f lavfi -i sine=frequency=440 -c:v libx264 -preset ultrafast'.split(' '),
      '-tune zerolatency -pix_fmt yuv420p -g 50 -c:a aac -f flv'.split(' '),
      `rtmp://127.0.0.1:${ivs.rtmpPort}/app/${streamKey?.value ?? ''}`,
    ].flat(),
    { stdio: 'ignore' },
  );
  const playbackUrl = `${ivs.url}${new URL(channel?.playbackUrl ?? '').pathname}`;
  const token: Playable['token'] = (claims = {}) =>
    new SignJWT({
      'aws:channel-arn': channelArn,
      exp: Math.floor(systemClock.now() / 1_000) + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES384', typ: 'JWT' })
      .sign(privateKey);
  const own = input.authorized === true ? `?token=${await token()}` : '';
  for (let tries = 0; (await fetch(playbackUrl + own)).status !== 200; tries++) {
    if (tries === 300) throw new Error('The stream does not play.');
    await systemClock.sleep(100);
  }
  return {
    ivs,
    client,
    channelArn,
    playbackUrl,
    encodedSince,
    token,
    async close() {
      encoder.kill('SIGKILL');
      client.destroy();
      await ivs.close();
    },
  };
}
