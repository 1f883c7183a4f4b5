import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync } from 'node:fs';
import packaged from '@ffmpeg-installer/ffmpeg';
import {
  GetStreamSessionCommand,
  StopStreamCommand,
  type IngestConfiguration,
} from '@aws-sdk/client-ivs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { startIvsLocal, type IvsLocal } from '../../../local/ivs/server.ts';
import { aChannel, clientOf } from './setting.ts';

// Each encoder of this machine against ivs-local, as its users run it. `FFMPEG` names one more
// ffmpeg.

const SETTINGS = {
  throttling: false,
  streamStartMs: 300,
  sessionEndedMs: 50,
  streamEndMs: 150,
};
const BITRATE = 400_000;

/** A program that sends 320x180 at 30 pictures a second, and how it is asked to end politely. */
interface Encoder {
  readonly name: string;
  readonly command: string;
  readonly args: (url: string) => string[];
  /** The options with which it says goodbye when asked; with them, GStreamer survives a cut. */
  readonly politely: readonly string[];
  readonly askToEnd: (child: ChildProcess) => void;
  /** Whether it tells the bitrate that it was set to; others are measured. */
  readonly tellsBitrate: boolean;
}

const ffmpegArgs = (url: string): string[] => [
  ...'-loglevel error -re -f lavfi -i testsrc2=size=320x180:rate=30 -f lavfi -i sine'.split(' '),
  ...'-c:v libx264 -preset ultrafast -g 30 -pix_fmt yuv420p -c:a aac'.split(' '),
  ...`-b:v ${BITRATE} -minrate ${BITRATE} -maxrate ${BITRATE} -bufsize ${BITRATE}`.split(' '),
  ...'-x264-params nal-hrd=cbr -f flv'.split(' '),
  url,
];

const gstreamerArgs =
  (sink: string) =>
  (url: string): string[] => [
    ...'videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=30/1'.split(' '),
    ...`! x264enc bitrate=${BITRATE / 1_000} key-int-max=30 tune=zerolatency speed-preset=1`.split(
      ' ',
    ),
    ...'! video/x-h264,profile=main ! flvmux name=mux streamable=true'.split(' '),
    ...`! ${sink} location=${url}`.split(' '),
    ...'audiotestsrc is-live=true ! voaacenc ! aacparse ! mux.'.split(' '),
  ];

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

chmodSync(packaged.path, 0o755);
const ffmpegs = [packaged.path, 'ffmpeg', process.env.FFMPEG ?? ''].filter(
  (command) => command !== '' && works(command, '-version'),
);
const versionOf = (command: string): string =>
  /version (\S+)/.exec(spawnSync(command, ['-version'], { encoding: 'utf8' }).stdout)?.[1] ?? '';
const sinks = ['rtmpsink', 'rtmp2sink'].filter((sink) => works('gst-inspect-1.0', sink));

const ENCODERS: Encoder[] = [
  ...ffmpegs.map((command) => ({
    name: `ffmpeg ${versionOf(command)}`,
    command,
    args: ffmpegArgs,
    politely: [],
    askToEnd: ({ stdin }: ChildProcess) => void stdin?.end('q'),
    tellsBitrate: true,
  })),
  ...sinks.map((sink) => ({
    name: `GStreamer's ${sink}`,
    command: 'gst-launch-1.0',
    args: gstreamerArgs(sink),
    politely: ['-e'],
    askToEnd: (child: ChildProcess) => void child.kill('SIGINT'),
    tellsBitrate: false,
  })),
];

const missing = [
  ...(works('ffmpeg', '-version') ? [] : ['ffmpeg']),
  ...(sinks.length === 2 ? [] : ['GStreamer']),
];
if (missing.length > 0)
  console.log(`Not tried, because it is not installed here: ${missing.join(', ')}.`);

async function given(): Promise<{ ivs: IvsLocal; client: ReturnType<typeof clientOf> }> {
  const ivs = await startIvsLocal({ clock: systemClock, rtmpPort: 0, settings: SETTINGS });
  onTestFinished(() => ivs.close());
  return { ivs, client: clientOf(ivs.url) };
}

/** Runs an encoder. `ended` tells its exit status. */
function run(
  { command, args }: Encoder,
  { rtmpPort }: IvsLocal,
  key: string,
  options: readonly string[] = [],
): { child: ChildProcess; ended: Promise<{ code: number | null; said: string }> } {
  const url = `rtmp://127.0.0.1:${rtmpPort}/app/${key}`;
  const child = spawn(command, [...options, ...args(url)], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  return {
    child,
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, said }))),
  };
}

describe.each(ENCODERS.map((encoder) => [encoder.name, encoder] as const))('%s', (_, encoder) => {
  test('is live, is described as it is, and ends politely', async () => {
    const { ivs, client } = await given();
    const { arn: channelArn, keyValue } = await aChannel(client);
    const { child, ended } = run(encoder, ivs, keyValue, encoder.politely);
    await expect.poll(() => ivs.isLive(channelArn)).toBe(true);
    const ingest = async (): Promise<IngestConfiguration | undefined> =>
      (await client.send(new GetStreamSessionCommand({ channelArn }))).streamSession
        ?.ingestConfiguration;
    await expect.poll(ingest).toMatchObject({
      video: { codec: 'avc1', videoWidth: 320, videoHeight: 180, targetFramerate: 30 },
      audio: { codec: 'mp4a.40.2' },
    });
    const bitrate = async (): Promise<number> => (await ingest())?.video?.targetBitrate ?? 0;
    if (encoder.tellsBitrate) {
      await expect.poll(bitrate).toBeGreaterThan(BITRATE * 0.9);
      expect(await bitrate()).toBeLessThan(BITRATE * 1.1);
    }
    encoder.askToEnd(child);
    const { code, said } = await ended;
    expect(code, said).toBe(0);
    await expect.poll(() => ivs.isLive(channelArn)).toBe(false);
    expect(ivs.events().map(({ detail }) => detail.event_name)).not.toContain('Starvation Start');
  });

  test('is refused with a wrong key, and cut by StopStream', async () => {
    const { ivs, client } = await given();
    const { arn: channelArn, keyValue } = await aChannel(client);
    // The key may itself end with any letter, so only a longer one is wrong for certain.
    const refused = await run(encoder, ivs, `${keyValue}x`).ended;
    expect(refused.code, refused.said).not.toBe(0);
    expect(ivs.events()).toEqual([]);
    const { ended } = run(encoder, ivs, keyValue);
    await expect.poll(() => ivs.isLive(channelArn)).toBe(true);
    await client.send(new StopStreamCommand({ channelArn }));
    expect((await ended).code).not.toBe(0);
    await expect.poll(() => ivs.isLive(channelArn)).toBe(false);
  });
});
