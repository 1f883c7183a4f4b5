import { execFile, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import {
  GetStreamSessionCommand,
  PutMetadataCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { startIvsLocal, type IvsLocal } from '../../../local/ivs/server.ts';
import { aChannel, clientOf } from './setting.ts';

// Real video and sound go in by RTMP, and players get them as they are.

const RED = 'color=c=red:size=320x240:rate=25';
const SETTINGS = { throttling: false, streamStartMs: 300, streamEndMs: 300 };

interface Broadcast {
  readonly ivs: IvsLocal;
  readonly client: ReturnType<typeof clientOf>;
  readonly channelArn: string;
  readonly playbackUrl: string;
  /** Returns whether the encoder has ended. */
  readonly ended: () => boolean;
}

/** Returns a channel whose encoder sends what ffmpeg makes of `inputs`. */
async function given(inputs: readonly string[], codecs: readonly string[]): Promise<Broadcast> {
  const ivs = await startIvsLocal({ clock: systemClock, rtmpPort: 0, settings: SETTINGS });
  onTestFinished(() => ivs.close());
  const client = clientOf(ivs.url);
  const { arn: channelArn, keyValue } = await aChannel(client);
  chmodSync(ffmpeg.path, 0o755);
  const sources = inputs.flatMap((input) => ['-re', '-f', 'lavfi', '-i', input]);
  const address = `rtmp://127.0.0.1:${ivs.rtmpPort}/app/${keyValue}`;
  const child = spawn(
    ffmpeg.path,
    ['-loglevel', 'error', ...sources, ...codecs, '-f', 'flv', address],
    { stdio: 'ignore' },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const [, , , region, accountId, resource = ''] = channelArn.split(':');
  const id = resource.slice('channel/'.length);
  const playbackUrl = `${ivs.url}/api/video/v1/${region}.${accountId}.channel.${id}.m3u8`;
  const ended = (): boolean => child.exitCode !== null;
  return { ivs, client, channelArn, playbackUrl, ended };
}

const VIDEO = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25'];
const SOUND = ['-c:a', 'aac', '-ac', '2', '-ar', '44100'];
const links = (playlist: string): string[] =>
  playlist.split('\n').filter((line) => line.startsWith('http'));
const fetchText = async (url = ''): Promise<string> => (await fetch(url)).text();
/** Waits until players get the stream, and returns the multivariant playlist. */
async function playing(playbackUrl: string): Promise<string> {
  await expect
    .poll(async () => (await fetch(playbackUrl)).status, { timeout: 30_000, interval: 200 })
    .toBe(200);
  return fetchText(playbackUrl);
}

test('players get the picture and the sound of the encoder, until the end', async () => {
  const { client, channelArn, playbackUrl } = await given(
    [RED, 'sine=frequency=440'],
    [...VIDEO, ...SOUND],
  );
  const playlist = await playing(playbackUrl);
  expect(playlist).toMatch(
    /RESOLUTION=320x240,CODECS="avc1\.[0-9A-F]{6},mp4a\.40\.2",VIDEO="240p25",FRAME-RATE=25\.000/,
  );

  const metadata = '{"marker":"here"}';
  await client.send(new PutMetadataCommand({ channelArn, metadata }));
  const media = links(playlist)[0];
  const carries = async (): Promise<boolean> =>
    (await Promise.all(links(await fetchText(media)).map(fetchText))).some((segment) =>
      segment.includes(metadata),
    );
  await expect.poll(carries, { timeout: 30_000 }).toBe(true);
  expect(await fetchText(media)).toMatch(/#EXT-X-PREFETCH:http/);

  const decode = (...more: string[]) =>
    promisify(execFile)(
      ffmpeg.path,
      ['-nostdin', '-loglevel', 'info', '-i', playbackUrl, '-t', '1', ...more, '-'],
      { encoding: 'buffer' },
    );
  const { stdout } = await decode('-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24');
  expect(stdout.length).toBe(320 * 240 * 3);
  const middle = stdout.subarray((120 * 320 + 160) * 3, (120 * 320 + 160) * 3 + 3);
  expect(middle[0]).toBeGreaterThan(200);
  expect(Math.max(middle[1] ?? 255, middle[2] ?? 255)).toBeLessThan(60);
  const { stderr } = await decode('-vn', '-af', 'volumedetect', '-f', 'null');
  const volume = Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr.toString())?.[1]);
  expect(volume).toBeGreaterThan(-40);

  const session = await client.send(new GetStreamSessionCommand({ channelArn }));
  expect(session.streamSession?.ingestConfiguration).toMatchObject({
    video: { codec: 'avc1', videoWidth: 320, videoHeight: 240 },
    audio: { codec: 'mp4a.40.2', sampleRate: 44_100, channels: 2 },
  });

  await client.send(new StopStreamCommand({ channelArn }));
  await expect.poll(() => fetchText(media), { timeout: 10_000 }).toMatch(/#EXT-X-ENDLIST\n$/);
  expect((await fetch(playbackUrl)).status).toBe(404);
});

test('sound alone starts no stream', async () => {
  const { ivs, client, channelArn, playbackUrl, ended } = await given(
    ['sine=frequency=440'],
    SOUND,
  );
  const told = (): string[] => ivs.events().map(({ detail }) => String(detail['event_name']));
  await expect.poll(told, { timeout: 30_000 }).toContain('Session Created');
  const heard = async (): Promise<unknown> =>
    (await client.send(new GetStreamSessionCommand({ channelArn }))).streamSession
      ?.ingestConfiguration;
  await expect.poll(heard, { timeout: 10_000 }).toMatchObject({ audio: { codec: 'mp4a.40.2' } });
  expect(await heard()).not.toHaveProperty('video');
  // Time passes in steps that are too small for the sound to seem silent.
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 700) {
      const body = JSON.stringify({ advanceMs: 700 });
      await fetch(`${ivs.url}/_local/clock`, { method: 'PUT', body });
      await new Promise((slept) => setTimeout(slept, 50));
    }
  };
  await pass(20_000);
  expect(told()).toEqual(['Session Created']);
  expect(ivs.isLive(channelArn)).toBe(false);
  expect((await fetch(playbackUrl)).status).toBe(404);
  // The session is not open for ever: the encoder is cut although its sound still comes.
  await pass(10_000);
  await expect.poll(told).toEqual(['Session Created', 'Session Ended']);
  await expect.poll(ended).toBe(true);
});
