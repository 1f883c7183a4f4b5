import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { connect } from 'node:net';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import {
  DeleteStreamKeyCommand,
  GetStreamCommand,
  GetStreamSessionCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock, VirtualClock } from '../../../local/clock.ts';
import { startIvsLocal, type IvsLocal } from '../../../local/ivs/server.ts';
import { aChannel, aFolder, clientOf, names, pass } from './setting.ts';

const SETTINGS = {
  throttling: false,
  streamStartMs: 300,
  sessionEndedMs: 50,
  streamEndMs: 150,
  starvationStartMs: 1_200,
  lossEndMs: 3_000,
};

async function given(
  stateFolder: string | null = null,
): Promise<{ ivs: IvsLocal; client: ReturnType<typeof clientOf> }> {
  const ivs = await startIvsLocal({
    clock: systemClock,
    rtmpPort: 0,
    stateFolder,
    settings: SETTINGS,
  });
  onTestFinished(() => ivs.close());
  return { ivs, client: clientOf(ivs.url) };
}

/** Pushes real video from ffmpeg until it is stopped or cut. */
function push(
  ivs: IvsLocal,
  key: string,
  size = '160x120',
  more: string[] = [],
): {
  ended: Promise<string>;
  kill: (signal: NodeJS.Signals) => void;
  suspend: () => void;
  goOn: () => void;
} {
  chmodSync(ffmpeg.path, 0o755);
  const source = [
    '-re',
    '-f',
    'lavfi',
    '-i',
    `testsrc=size=${size}:rate=10`,
    '-f',
    'lavfi',
    '-i',
    'sine',
  ];
  const codec = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '20',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    ...more,
    '-f',
    'flv',
  ];
  const child = spawn(
    ffmpeg.path,
    ['-loglevel', 'error', ...source, ...codec, `rtmp://127.0.0.1:${ivs.rtmpPort}/app/${key}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(errors)));
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    suspend: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
  };
}

/**
 * The error that ffmpeg reports when a server ends the connection. It depends on the state of
 * ffmpeg at that moment.
 */
const CUT = /Broken pipe|reset|End of file/;
const CUT_OR_TOLD = new RegExp(`${CUT.source}|taken over`);

test('real video goes live, StopStream cuts it, and the same key makes a new stream', async () => {
  const printed = vi.spyOn(console, 'log');
  onTestFinished(() => printed.mockRestore());
  const { ivs, client } = await given();
  const { arn: channelArn, keyValue } = await aChannel(client);
  const first = push(ivs, keyValue);
  await expect.poll(() => ivs.isLive(channelArn)).toBe(true);
  const { stream } = await client.send(new GetStreamCommand({ channelArn }));
  const ingest = async (): Promise<unknown> =>
    (await client.send(new GetStreamSessionCommand({ channelArn }))).streamSession
      ?.ingestConfiguration;
  await expect.poll(ingest).toMatchObject({
    video: {
      codec: 'avc1',
      avcProfile: expect.stringMatching(/^(?:Constrained )?Baseline$|^High/) as string,
      avcLevel: expect.stringMatching(/^\d\.\d$/) as string,
      videoWidth: 160,
      videoHeight: 120,
      targetFramerate: 10,
    },
    audio: { codec: 'mp4a.40.2' },
  });
  expect(await push(ivs, keyValue).ended).toContain('its channel has a publisher');
  await client.send(new StopStreamCommand({ channelArn }));
  expect(await first.ended).toMatch(CUT);
  push(ivs, `${keyValue}?priority=2`);
  await expect
    .poll(
      async () =>
        (await client.send(new GetStreamCommand({ channelArn })).catch(() => undefined))?.stream
          ?.streamId ?? stream?.streamId,
    )
    .not.toBe(stream?.streamId);
  expect(printed).not.toHaveBeenCalled();
});

test('a takeover by priority keeps the stream; one with other media fails', async () => {
  const { ivs, client } = await given();
  const { arn: channelArn, keyValue } = await aChannel(client);
  const first = push(ivs, keyValue);
  await expect.poll(() => ivs.isLive(channelArn)).toBe(true);
  const ingest = async (): Promise<unknown> =>
    (await client.send(new GetStreamSessionCommand({ channelArn }))).streamSession
      ?.ingestConfiguration?.video?.videoWidth;
  await expect.poll(ingest).toBe(160);
  expect(await push(ivs, `${keyValue}?priority=1`, '320x240').ended).toMatch(CUT_OR_TOLD);
  expect(ivs.events().at(-1)?.detail).toMatchObject({
    event_name: 'Stream Takeover Failure',
    code: 'StreamTakeoverMediaMismatch',
  });
  push(ivs, `${keyValue}?priority=2`);
  await first.ended;
  expect(names(ivs.events())).toEqual([
    'Session Created',
    'Stream Start',
    'Stream Takeover Failure',
    'Stream Takeover',
  ]);
  expect(await push(ivs, `${keyValue}?priority=2`).ended).toMatch(CUT_OR_TOLD);
  expect(ivs.events().at(-1)?.detail.code).toBe('StreamTakeoverInvalidPriority');
  expect(ivs.isLive(channelArn)).toBe(true);
});

test('a bitrate that is too high is measured, told and cut', async () => {
  const { ivs, client } = await given();
  ivs.settings.bitrateWindowMs = 300;
  ivs.settings.ingestBitrateMax = {
    basicSd: 50_000,
    basic: 50_000,
    single: 50_000,
    multitrack: 50_000,
  };
  const { keyValue } = await aChannel(client);
  // The bitrate that the encoder announces is within the limit, but the bitrate that it sends is
  // not.
  const encoder = push(ivs, keyValue, '320x240', [
    '-b:v',
    '20k',
    '-minrate',
    '0',
    '-qmin',
    '1',
    '-qmax',
    '5',
  ]);
  expect(await encoder.ended).toMatch(CUT);
  await expect.poll(() => names(ivs.events()).includes('Session Ended')).toBe(true);
  expect(
    ivs.events().find((event) => event['detail-type'] === 'IVS Limit Breach')?.detail,
  ).toMatchObject({ limit_name: 'Ingest Bitrate', limit_value: 50_000 });
});

test('a wrong key and a deleted key are refused at once, without an event', async () => {
  const { ivs, client } = await given();
  const { keyArn, keyValue } = await aChannel(client);
  await client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  const startedMs = systemClock.now();
  expect(await push(ivs, keyValue).ended).toContain('The stream key is not valid');
  expect(await push(ivs, 'sk_us-west-2_wrong').ended).toContain('The stream key is not valid');
  expect(systemClock.now() - startedMs).toBeLessThan(5_000);
  expect(ivs.events()).toEqual([]);
});

test('an encoder that says goodbye ends its stream; a vanished one starves it', async () => {
  const { ivs, client } = await given();
  const { arn: channelArn, keyValue } = await aChannel(client);
  const polite = push(ivs, keyValue);
  await expect.poll(() => ivs.isLive(channelArn)).toBe(true);
  polite.kill('SIGINT');
  await expect
    .poll(() => names(ivs.events()))
    .toEqual(['Session Created', 'Stream Start', 'Session Ended', 'Stream End']);
  const rude = push(ivs, keyValue);
  await expect.poll(() => ivs.isLive(channelArn)).toBe(true);
  rude.kill('SIGKILL');
  await expect
    .poll(() => names(ivs.events()).slice(4))
    .toEqual([
      'Session Created',
      'Stream Start',
      'Starvation Start',
      'Session Ended',
      'Stream End',
    ]);
});

test('an encoder that falls silent starves, and recovers when data comes again', async () => {
  const { ivs, client } = await given();
  const { arn: channelArn, keyValue } = await aChannel(client);
  const encoder = push(ivs, keyValue);
  await expect.poll(() => ivs.isLive(channelArn)).toBe(true);
  encoder.suspend();
  await expect.poll(() => names(ivs.events()).at(-1)).toBe('Starvation Start');
  encoder.goOn();
  await expect.poll(() => names(ivs.events()).at(-1)).toBe('Starvation End');
  expect(ivs.isLive(channelArn)).toBe(true);
});

test('a restart loses real encoders: their session ends as after any loss', async () => {
  const folder = await aFolder();
  const before = await given(folder);
  const { arn: channelArn, keyValue } = await aChannel(before.client);
  const encoder = push(before.ivs, keyValue);
  await expect.poll(() => before.ivs.isLive(channelArn)).toBe(true);
  await before.ivs.close();
  await encoder.ended;
  const after = await given(folder);
  expect(after.ivs.isLive(channelArn)).toBe(true);
  await expect
    .poll(() => names(after.ivs.events()))
    .toEqual(['Starvation Start', 'Session Ended', 'Stream End']);
});

test('a connection that is not RTMP or never publishes is cut off', async () => {
  const clock = new VirtualClock();
  const ivs = await startIvsLocal({ clock, rtmpPort: 0, settings: SETTINGS });
  onTestFinished(() => ivs.close());
  const talk = async (bytes: Buffer): Promise<{ closed: Promise<void> }> => {
    const socket = connect(ivs.rtmpPort ?? 0, '127.0.0.1');
    const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.resume();
    await new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));
    return { closed };
  };
  const handshake = Buffer.alloc(1 + 1_536 * 2, 3);
  // A well-formed command to connect, without a target: chunk header, "connect", transaction 1, an
  // empty object.
  const command = Buffer.concat([
    Buffer.from([2, 0, 7]),
    Buffer.from('connect'),
    Buffer.from([0, 63, 240, 0, 0, 0, 0, 0, 0, 3, 0, 0, 9]),
  ]);
  const header = Buffer.from([3, 0, 0, 0, 0, 0, command.length, 20, 0, 0, 0, 0]);
  await (
    await talk(Buffer.concat([handshake, header, command]))
  ).closed;
  const { closed } = await talk(handshake);
  await expect.poll(() => clock.nextAt()).toBeDefined();
  await pass(clock, 10_000);
  await closed;
});
