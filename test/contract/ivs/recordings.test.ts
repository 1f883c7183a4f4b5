import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import {
  CreateRecordingConfigurationCommand,
  type CreateRecordingConfigurationCommandInput,
} from '@aws-sdk/client-ivs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import type { IvsLocalOptions } from '../../../local/ivs/server.ts';
import { aChannel, aFolder, given, pass, type Setting } from './setting.ts';

// The files of a recording, in a folder and in a bucket, and what happens when there is no place
// for them.

const BUCKET = 'my-recordings';

const event = z.object({
  recording_status: z.string(),
  recording_status_reason: z.string(),
  recording_s3_bucket_name: z.literal(BUCKET),
  recording_s3_key_prefix: z
    .string()
    .regex(/^ivs\/v1\/123456789012\/\w{12}\/2026\/11\/23\/10\/0\/\w{12}$/),
  recording_duration_ms: z.int().multipleOf(1_000),
  channel_name: z.string(),
  stream_id: z.string().startsWith('st-'),
  recording_session_id: z.string().regex(/^\w{12}$/),
  recording_session_stream_ids: z.array(z.string().startsWith('st-')),
});

const whole = z.iso.datetime({ precision: 0 });
const size = { resolution_height: z.int().min(1), resolution_width: z.int().min(1) };
const rendition = z.strictObject({
  path: z.string(),
  playlist: z.literal('playlist.m3u8'),
  byte_range_playlist: z.literal('byte-range-variant.m3u8'),
  ...size,
});
const hls = z.strictObject({
  path: z.literal('media/hls'),
  playlist: z.literal('master.m3u8'),
  byte_range_playlist: z.literal('byte-range-multivariant.m3u8'),
  renditions: z.array(rendition).min(1),
});
const media = z.strictObject({
  hls,
  thumbnails: z.strictObject({ path: z.literal('media/thumbnails'), ...size }).optional(),
  latest_thumbnail: z
    .strictObject({ path: z.literal('media/latest_thumbnail/thumb.jpg'), ...size })
    .optional(),
});
const started = z.strictObject({
  version: z.literal('v1'),
  channel_arn: z.string().startsWith('arn:aws:ivs:'),
  recording_started_at: whole,
  recording_status: z.literal('RECORDING_STARTED'),
  media,
});
/** The schema of IVS's guide for a recording that is over. */
const over = (status: string) =>
  started.extend({
    recording_ended_at: whole,
    recording_status: z.literal(status),
    recording_status_message: z.string(),
    media: media.extend({ hls: hls.extend({ duration_ms: z.int().min(0) }) }),
  });

/** Returns a setting with a channel that records, and its recording events so far. */
async function aRecordedChannel(
  options: Partial<IvsLocalOptions>,
  configuration: Partial<CreateRecordingConfigurationCommandInput> = {},
  containerFormat: 'TS' | 'FRAGMENTED_MP4' = 'TS',
): Promise<Setting & { channelArn: string; told: () => z.output<typeof event>[] }> {
  chmodSync(ffmpeg.path, 0o755);
  const setting = await given({ ffmpeg: ffmpeg.path, ...options } as Parameters<typeof given>[0]);
  const { ivs, client, clock } = setting;
  const { recordingConfiguration } = await client.send(
    new CreateRecordingConfigurationCommand({
      destinationConfiguration: { s3: { bucketName: BUCKET } },
      thumbnailConfiguration: { recordingMode: 'DISABLED' },
      ...configuration,
    }),
  );
  await pass(clock, 5_000);
  const { arn: channelArn } = await aChannel(client, {
    name: 'studio-1',
    containerFormat,
    ...(recordingConfiguration && { recordingConfigurationArn: recordingConfiguration.arn }),
  });
  const told = (): z.output<typeof event>[] =>
    ivs
      .events()
      .filter((one) => one['detail-type'] === 'IVS Recording State Change')
      .map(({ detail }) => detail as unknown as z.output<typeof event>);
  return { ...setting, channelArn, told };
}

const statuses = (all: z.output<typeof event>[]): string[] =>
  all.map(({ recording_status: status }) => status);

const read = async (...path: string[]): Promise<string> => readFile(join(...path), 'utf8');
const readJson = async (...path: string[]): Promise<unknown> => JSON.parse(await read(...path));

/** Decodes every picture of a playlist, and returns how many there are and what is wrong. */
async function decoded(playlist: string): Promise<{ frames: number; errors: string }> {
  const args = ['-nostdin', '-hide_banner', '-i', playlist, '-f', 'null', '-'];
  const { stderr } = await promisify(execFile)(ffmpeg.path, args);
  const frames = Number([...stderr.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1]);
  // The time begins anew with another stream, as a discontinuity says; the null muxer notices.
  const lines = stderr.split('\n').filter((line) => !line.includes('non monotonically'));
  const errors = lines.filter((line) => /error|corrupt|invalid|missing/i.test(line));
  return { frames, errors: errors.join('\n') };
}

test('two streams within the window are one recording, which plays to its end', async () => {
  const folder = await aFolder();
  const { ivs, clock, channelArn, told } = await aRecordedChannel(
    { recordings: folder },
    {
      recordingReconnectWindowSeconds: 60,
      thumbnailConfiguration: {
        recordingMode: 'INTERVAL',
        targetIntervalSeconds: 60,
        storage: ['SEQUENTIAL', 'LATEST'],
        resolution: 'LOWEST_RESOLUTION',
      },
    },
  );
  for (let stream = 0; stream < 2; stream++) {
    const encoder = ivs.connectEncoder({ channelArn });
    await pass(clock, 36_500);
    await expect.poll(() => statuses(told())).toEqual(['Recording Start']);
    ivs.disconnectEncoder(encoder);
    await pass(clock, 21_000);
  }
  await pass(clock, 60_000);
  await expect.poll(() => statuses(told())).toEqual(['Recording Start', 'Recording End']);
  const [start, end] = z.array(event).parse(told());
  expect(start?.recording_session_stream_ids).toHaveLength(1);
  expect(end?.recording_session_stream_ids).toHaveLength(2);
  // Each stream has half a minute, and the six seconds that were there when it started.
  expect(end?.recording_duration_ms).toBe(2 * 36_000);

  const prefix = join(folder, BUCKET, start?.recording_s3_key_prefix ?? '');
  const opened = started.parse(await readJson(prefix, 'events/recording-started.json'));
  const ended = over('RECORDING_ENDED').parse(
    await readJson(prefix, 'events/recording-ended.json'),
  );
  expect((await readdir(join(prefix, 'events'))).toSorted()).toEqual([
    'recording-ended.json',
    'recording-started.json',
  ]);
  expect(ended.media).toEqual({
    ...opened.media,
    hls: { ...opened.media.hls, duration_ms: 72_000 },
  });
  expect(opened.media.hls.renditions).toMatchObject([
    { path: '180p10', resolution_width: 320, resolution_height: 180 },
  ]);
  expect(opened.media.thumbnails).toMatchObject({ resolution_width: 284, resolution_height: 160 });
  expect((await readdir(join(prefix, 'media/thumbnails'))).toSorted()).toEqual([
    'thumb0.jpg',
    'thumb1.jpg',
  ]);
  const jpeg = await readFile(join(prefix, 'media/latest_thumbnail/thumb.jpg'));
  expect(jpeg.subarray(0, 3).toString('hex')).toBe('ffd8ff');

  const hlsFolder = join(prefix, 'media/hls');
  const playlist = await read(hlsFolder, '180p10/playlist.m3u8');
  expect(playlist.match(/#EXT-X-DISCONTINUITY\n/g)).toHaveLength(1);
  expect(playlist).toMatch(/#EXT-X-PLAYLIST-TYPE:VOD\n[^]*#EXT-X-ENDLIST\n$/);
  expect(playlist.match(/#EXTINF:10\.000,/g)).toHaveLength(6);
  for (const name of ['master.m3u8', 'byte-range-multivariant.m3u8'])
    expect(await decoded(join(hlsFolder, name))).toEqual({ frames: 720, errors: '' });
});

test('a place that fails while it records ends the recording with its reason', async () => {
  const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => printed.mockRestore());
  const folder = await aFolder();
  const { ivs, clock, channelArn, told } = await aRecordedChannel({ recordings: folder });
  ivs.connectEncoder({ channelArn });
  await pass(clock, 8_000);
  await expect.poll(() => statuses(told())).toEqual(['Recording Start']);
  const prefix = join(folder, BUCKET, told()[0]?.recording_s3_key_prefix ?? '');
  // A file in place of the folder: even root cannot write into it.
  await expect.poll(() => readdir(prefix)).toContain('events');
  await rm(join(prefix, 'media'), { recursive: true, force: true });
  await writeFile(join(prefix, 'media'), '');
  await pass(clock, 20_000);
  await expect.poll(() => statuses(told()).at(-1)).toBe('Recording End Failure');
  expect(event.parse(told()[1])).toMatchObject({
    recording_status_reason: 'InternalServerException',
    recording_s3_key_prefix: told()[0]?.recording_s3_key_prefix,
  });
  const failed = async (): Promise<unknown> =>
    readJson(prefix, 'events/recording-failed.json').catch(() => undefined);
  await expect.poll(failed).toBeDefined();
  expect(over('RECORDING_ENDED_WITH_FAILURE').parse(await failed())).toMatchObject({
    recording_status_message: 'InternalServerException',
  });
  expect(ivs.isLive(channelArn)).toBe(true);
  expect(printed.mock.calls.join('')).toMatch(/a recording failed: .*media.*: (?:ENOTDIR|EEXIST)/);
  await pass(clock, 60_000);
  expect(told()).toHaveLength(2);
});

test('a place that takes nothing from the start is a Recording Start Failure', async () => {
  const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => printed.mockRestore());
  const folder = join(await aFolder(), 'file');
  await writeFile(folder, '');
  const { ivs, clock, channelArn, told } = await aRecordedChannel({ recordings: folder });
  ivs.connectEncoder({ channelArn });
  await pass(clock, 8_000);
  await expect.poll(() => statuses(told())).toEqual(['Recording Start Failure']);
  expect(told()[0]).toMatchObject({
    recording_status_reason: 'ValidationException',
    recording_s3_key_prefix: '',
  });
  await pass(clock, 60_000);
  expect(told()).toHaveLength(1);
  expect(ivs.isLive(channelArn)).toBe(true);
  expect(printed.mock.calls.join('')).toMatch(/a recording failed: .*: (?:ENOTDIR|EEXIST)/);
});

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Returns the signature that a request must have (AWS, "Signature Version 4"). */
function signatureOf({ method, url = '', headers }: IncomingMessage, secret: string): string {
  const { authorization = '' } = headers;
  const [, scope = ''] =
    /Credential=[^/]+\/(\d{8}\/us-west-2\/s3\/aws4_request),/.exec(authorization) ?? [];
  const [, signed = ''] = /SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const lines = signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const request = [method, url, '', lines.join(''), signed, headers['x-amz-content-sha256']];
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(request.join('\n'))];
  const hmac = (key: string | Buffer, part: string): Buffer =>
    createHmac('sha256', key).update(part).digest();
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, text.join('\n')).toString('hex');
}

/** Starts an S3 endpoint that keeps what it gets; `refusal` decides about each request. */
async function aBucket(secret: string): Promise<{
  endpoint: URL;
  objects: Map<string, Buffer>;
  answers: { refusal: (path: string) => [status: number, code: string] | undefined };
}> {
  const objects = new Map<string, Buffer>();
  const answers = { refusal: (): undefined => undefined };
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const { url = '', headers } = request;
      const isSigned =
        headers.authorization?.endsWith(signatureOf(request, secret)) === true &&
        headers['x-amz-content-sha256'] === sha256(body);
      const refused: readonly [number, string] | undefined = isSigned
        ? (answers as Awaited<ReturnType<typeof aBucket>>['answers']).refusal(url)
        : [403, 'SignatureDoesNotMatch'];
      if (refused) response.writeHead(refused[0]).end(`<Error><Code>${refused[1]}</Code></Error>`);
      else {
        if (request.method === 'PUT') objects.set(url, body);
        response.end(request.method === 'PUT' ? '' : objects.get(url));
      }
    })();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { endpoint, objects, answers };
}

test('an S3 endpoint gets signed objects; when it fails, the recording ends with it', async () => {
  const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => printed.mockRestore());
  const secretAccessKey = 'a-secret-of-the-test';
  const { endpoint, objects, answers } = await aBucket(secretAccessKey);
  const { ivs, clock, channelArn, told } = await aRecordedChannel({
    recordings: { endpoint, credentials: { accessKeyId: 'test', secretAccessKey } },
  });
  const encoder = ivs.connectEncoder({ channelArn });
  await pass(clock, 20_000);
  ivs.disconnectEncoder(encoder);
  await pass(clock, 20_000);
  await expect.poll(() => statuses(told())).toEqual(['Recording Start', 'Recording End']);
  const root = `/${BUCKET}/${told()[0]?.recording_s3_key_prefix}`;
  expect([...objects.keys()].map((key) => key.replace(root, '')).toSorted()).toEqual([
    '/events/recording-ended.json',
    '/events/recording-started.json',
    '/media/hls/180p10/0.ts',
    '/media/hls/180p10/1.ts',
    '/media/hls/180p10/byte-range-variant.m3u8',
    '/media/hls/180p10/playlist.m3u8',
    '/media/hls/byte-range-multivariant.m3u8',
    '/media/hls/master.m3u8',
  ]);
  const folder = await aFolder();
  for (const [key, bytes] of objects) {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), bytes);
  }
  const found = await decoded(join(folder, root, 'media/hls/master.m3u8'));
  expect(found).toEqual({ frames: 200, errors: '' });

  ivs.connectEncoder({ channelArn });
  await pass(clock, 8_000);
  await expect.poll(() => statuses(told()).at(-1)).toBe('Recording Start');
  answers.refusal = (path) => (path.endsWith('.ts') ? [503, 'SlowDown'] : undefined);
  await pass(clock, 20_000);
  await expect.poll(() => statuses(told()).at(-1)).toBe('Recording End Failure');
  expect(event.parse(told().at(-1))).toMatchObject({
    recording_status_reason: 'InternalServerException',
  });
  const failed = (): boolean => [...objects.keys()].some((key) => key.endsWith('-failed.json'));
  await expect.poll(failed).toBe(true);
  const text = printed.mock.calls.join('');
  expect(text).toMatch(/a recording failed: PUT http:.*\.ts: 503 .*SlowDown/);
  expect(text).not.toContain(secretAccessKey);
});

test('a bucket that does not exist is a Recording Start Failure', async () => {
  const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => printed.mockRestore());
  const { endpoint, answers } = await aBucket('secret');
  answers.refusal = () => [404, 'NoSuchBucket'];
  const credentials = { accessKeyId: 'test', secretAccessKey: 'secret' };
  const { ivs, clock, channelArn, told } = await aRecordedChannel({
    recordings: { endpoint, credentials },
  });
  ivs.connectEncoder({ channelArn });
  await pass(clock, 8_000);
  await expect.poll(() => statuses(told())).toEqual(['Recording Start Failure']);
  expect(told()[0]?.recording_status_reason).toBe('ValidationException');
  expect(printed.mock.calls.join('')).toMatch(/404 .*NoSuchBucket/);
});

test('a restart goes on with the files that are there', async () => {
  const [folder, stateFolder] = [await aFolder(), await aFolder()];
  const before = await aRecordedChannel(
    { recordings: folder, stateFolder },
    { recordingReconnectWindowSeconds: 60 },
  );
  const { clock, channelArn, told } = before;
  const first = before.ivs.connectEncoder({ channelArn });
  await pass(clock, 16_500);
  await expect.poll(() => statuses(told())).toEqual(['Recording Start']);
  before.ivs.disconnectEncoder(first);
  await pass(clock, 15_000);
  const second = before.ivs.connectEncoder({ channelArn });
  await pass(clock, 14_500);
  const hlsFolder = join(folder, BUCKET, told()[0]?.recording_s3_key_prefix ?? '', 'media/hls');
  await before.ivs.close();
  // Everything that was recorded until now has been written.
  const lengths = async (): Promise<string[]> =>
    [...(await read(hlsFolder, '180p10/playlist.m3u8')).matchAll(/#EXTINF:([\d.]+),/g)].map(
      ([, seconds = '']) => seconds,
    );
  expect(await lengths()).toEqual(['10.000', '6.000', '10.000', '4.000']);

  await pass(clock, 10_000);
  const { ivs } = await given({ clock, recordings: folder, stateFolder });
  await pass(clock, 10_000);
  ivs.disconnectEncoder(second);
  await pass(clock, 80_000);
  await expect
    .poll(() => ivs.events().map(({ detail }) => detail['recording_status']))
    .toContain('Recording End');
  // The second stream went on while nothing ran: 29 s from its start, and the six before it.
  expect(await lengths()).toEqual(['10.000', '6.000', '10.000', '4.000', '10.000', '10.000']);
  expect((await read(hlsFolder, '180p10/playlist.m3u8')).match(/DISCONTINUITY/g)).toHaveLength(1);
  expect(await decoded(join(hlsFolder, 'byte-range-multivariant.m3u8'))).toEqual({
    frames: 500,
    errors: '',
  });
  const ended = await readJson(hlsFolder, '../../events/recording-ended.json');
  expect(over('RECORDING_ENDED').parse(ended).media.hls.duration_ms).toBe(50_000);
});

test('a channel in fragmented MP4 is recorded in it', async () => {
  const folder = await aFolder();
  const { ivs, clock, channelArn, told } = await aRecordedChannel(
    { recordings: folder },
    { thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 60 } },
    'FRAGMENTED_MP4',
  );
  const encoder = ivs.connectEncoder({ channelArn });
  await pass(clock, 20_500);
  await expect.poll(() => statuses(told())).toEqual(['Recording Start']);
  ivs.disconnectEncoder(encoder);
  await pass(clock, 20_000);
  await expect.poll(() => statuses(told())).toEqual(['Recording Start', 'Recording End']);
  const mediaFolder = join(folder, BUCKET, told()[0]?.recording_s3_key_prefix ?? '', 'media');
  expect((await readdir(join(mediaFolder, 'hls/180p10'))).toSorted()).toEqual([
    '0.mp4',
    '1.mp4',
    'byte-range-variant.m3u8',
    'init-0.mp4',
    'playlist.m3u8',
  ]);
  for (const name of ['master.m3u8', 'byte-range-multivariant.m3u8'])
    expect((await decoded(join(mediaFolder, 'hls', name))).frames).toBe(200);
  expect(await readdir(join(mediaFolder, 'thumbnails'))).toEqual(['thumb0.jpg']);
});
