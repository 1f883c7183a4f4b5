import { readFileSync } from 'node:fs';
import {
  GetObjectTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { startBuckets, type BucketServer } from '../bucketServer.ts';
import { givenChannel, goLive, type GivenChannel } from '../given.ts';
import { givenRecordingConfiguration } from '../givenAttachments.ts';
import { nextRound } from '../stillness.ts';
import { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const BUCKET = 'my-recordings';
const TAG = 'channelkeeper:keep-recordings';
const MINUTE_MS = 60_000;

let buckets: BucketServer;
let s3: S3Client;
beforeAll(async () => {
  buckets = await startBuckets();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  s3 = new S3Client({ endpoint: buckets.url, region: 'us-west-2', credentials });
});
afterAll(async () => {
  s3.destroy();
  await buckets.close();
});

const options = { journal: true, environment: { RECORDING_BUCKET: BUCKET } };
const it = itIn(options).extend('world', async ({ worldOptions }, { onCleanup }) => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const recordings = { endpoint: new URL(buckets.url), credentials };
  const world = await World.open({ ...worldOptions, s3: buckets.url, media: { recordings } });
  onCleanup(() => world.close());
  return world;
});

let recordings = 0;
let prefix = '';
beforeEach(() => {
  prefix = `ivs/v1/123456789012/AbCdEf123456/2026/11/23/10/0/Rec${recordings++}`;
});

const put = async (key: string, body = ''): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${prefix}/${key}`, Body: body }));
async function tagsOf(key: string): Promise<Record<string, string>> {
  const asked = new GetObjectTaggingCommand({ Bucket: BUCKET, Key: `${prefix}/${key}` });
  const { TagSet = [] } = await s3.send(asked);
  return Object.fromEntries(TagSet.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** The metadata file of IVS's user guide, shortened to what a recording always has. */
const METADATA = {
  version: 'v1',
  channel_arn: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456',
  recording_started_at: '2026-11-23T10:00:08Z',
  recording_ended_at: '2026-11-23T11:01:10Z',
  recording_status: 'RECORDING_ENDED',
  media: {
    hls: {
      duration_ms: 3_593_000,
      path: 'media/hls',
      playlist: 'master.m3u8',
      byte_range_playlist: 'byte-range-multivariant.m3u8',
      renditions: [
        {
          path: '1080p60',
          playlist: 'playlist.m3u8',
          byte_range_playlist: 'byte-range-variant.m3u8',
          resolution_height: 1_080,
          resolution_width: 1_920,
        },
        { path: 'audio_only', playlist: 'playlist.m3u8' },
      ],
    },
  },
};

/** Writes the files of a recording with some segments. */
async function givenFiles(segments: number): Promise<string[]> {
  await put('events/recording-ended.json', JSON.stringify(METADATA));
  const names = Array.from({ length: segments }, (_, n) => `media/hls/1080p60/${n}.ts`);
  for (const name of names) await put(name, 'x');
  return names;
}

/** IVS reports that a recording of a channel is complete. */
async function end(world: World, { arn }: GivenChannel): Promise<void> {
  const file = new URL('../../events/received/recordingState.recordingEnd.json', import.meta.url);
  const event = JSON.parse(readFileSync(file, 'utf8')) as { detail: object };
  const detail = {
    ...event.detail,
    recording_s3_bucket_name: BUCKET,
    recording_s3_key_prefix: prefix,
    recording_session_id: `Session${recordings}`,
  };
  await world.stack.bus.deliver({ ...event, resources: [arn], detail } as never);
  await world.settle();
}

const recordingOf = async (world: World, { id }: GivenChannel): Promise<unknown> => {
  const { body } = await world.http('GET', `/v1/channels/${id}/recordings`);
  const [listed] = body.recordings as { id: string }[];
  const one = await world.http('GET', `/v1/recordings/${listed?.id ?? ''}`);
  expect(one.body.recording).toEqual(listed);
  return listed;
};

describe('the files of a recording', () => {
  it('have their renditions, and stay untagged unless the channel says so', async ({ world }) => {
    const channel = await givenChannel(world);
    const [segment = ''] = await givenFiles(1);
    await end(world, channel);
    const folder = `${prefix}/media/hls`;
    expect(await recordingOf(world, channel)).toMatchObject({
      state: 'ended',
      playlist: `${folder}/master.m3u8`,
      renditions: [
        { playlist: `${folder}/1080p60/playlist.m3u8`, width: 1_920, height: 1_080 },
        { playlist: `${folder}/audio_only/playlist.m3u8` },
      ],
    });
    expect(await recordingOf(world, channel)).not.toHaveProperty('keepDays');
    expect(await tagsOf(segment)).toEqual({});
  });

  it('are those that ivs-local has written, of a whole stream', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world, {
      destinationConfiguration: { s3: { bucketName: BUCKET } },
      thumbnailConfiguration: { recordingMode: 'DISABLED' },
    });
    const channel = await givenChannel(world, {
      recordingConfigurationArn: configuration.arn,
      tags: { [TAG]: '14d' },
    });
    const encoder = await goLive(world, channel);
    await world.advance(MINUTE_MS);
    world.stack.ivs.disconnectEncoder(encoder);
    let recording: { playlist?: string; renditions?: { playlist: string }[]; prefix?: string } = {};
    await world.until('the recording is tagged', async () => {
      // The files are written in real time.
      await nextRound();
      const { body } = await world.http('GET', `/v1/channels/${channel.id}/recordings`);
      [recording = {}] = body.recordings as [];
      return 'keepDays' in recording;
    });
    prefix = recording.prefix ?? '';
    for (const playlist of [recording.playlist ?? '', recording.renditions?.[0]?.playlist ?? '']) {
      const text = await fetch(`${buckets.url}/${BUCKET}/${playlist}`).then((r) => r.text());
      expect(text).toContain('#EXTM3U');
      expect(await tagsOf(playlist.slice(prefix.length + 1))).toEqual({ [TAG]: '14d' });
    }
  });

  it('get the days for which they are kept as a tag, beside their own tags', async ({ world }) => {
    const channel = await givenChannel(world, { tags: { [TAG]: '30d' } });
    const segments = await givenFiles(25);
    const Tagging = { TagSet: [{ Key: 'team', Value: 'night' }] };
    const Key = `${prefix}/${segments[3]}`;
    await s3.send(new PutObjectTaggingCommand({ Bucket: BUCKET, Key, Tagging }));
    await end(world, channel);
    expect(await recordingOf(world, channel)).toMatchObject({ keepDays: 30 });
    for (const [n, segment] of segments.entries())
      expect(await tagsOf(segment)).toEqual({ ...(n === 3 && { team: 'night' }), [TAG]: '30d' });
    expect(await tagsOf('events/recording-ended.json')).toEqual({ [TAG]: '30d' });
  });

  it('get the days of a policy, if their channel has no tag', async ({ world }) => {
    const channel = await givenChannel(world);
    const body = { selection: {}, keepRecordings: 'P21D' };
    expect((await world.http('PUT', '/v1/policies/kept', { body })).status).toBe(201);
    await givenFiles(1);
    await end(world, channel);
    expect(await recordingOf(world, channel)).toMatchObject({ keepDays: 21 });
  });

  it('are found though IVS writes the metadata after its event', async ({ world }) => {
    const channel = await givenChannel(world, { tags: { [TAG]: '7d' } });
    await end(world, channel);
    expect(await recordingOf(world, channel)).not.toHaveProperty('renditions');
    await givenFiles(2);
    await world.advance(3 * MINUTE_MS);
    expect(await recordingOf(world, channel)).toMatchObject({
      keepDays: 7,
      renditions: expect.any(Array) as unknown[],
    });
  });

  it('are found by a redrive when IVS wrote the metadata much later', async ({ world }) => {
    const channel = await givenChannel(world, { tags: { [TAG]: '7d' } });
    await end(world, channel);
    await world.advance(10 * MINUTE_MS);
    const { body } = await world.http('GET', '/v1/dead-letters');
    const [letter] = body.deadLetters as { id: string; function: string }[];
    expect(letter?.function).toBe('describeRecordings');
    await givenFiles(1);
    const redriven = await world.http('POST', `/v1/dead-letters/${letter?.id ?? ''}/redrive`);
    expect(redriven.status).toBe(204);
    await world.settle();
    expect(await recordingOf(world, channel)).toMatchObject({ keepDays: 7 });
    expect((await world.http('GET', '/v1/dead-letters')).body.deadLetters).toEqual([]);
  });

  it('are all tagged, whichever call gets no answer', async ({ world }) => {
    for (let broken = 0; ; broken++) {
      prefix = `ivs/v1/123456789012/AbCdEf123456/2026/11/23/10/0/Rec${recordings++}`;
      const channel = await givenChannel(world, { tags: { [TAG]: '1d' } });
      const segments = await givenFiles(3);
      let calls = 0;
      world.fateOf = ({ functionName }) =>
        functionName === 'describeRecordings' && calls++ === broken ? 'crashAfter' : undefined;
      await end(world, channel);
      await world.advance(5 * MINUTE_MS);
      world.fateOf = () => undefined;
      expect(await recordingOf(world, channel), `after call ${broken}`).toMatchObject({
        keepDays: 1,
      });
      for (const segment of segments) expect(await tagsOf(segment)).toEqual({ [TAG]: '1d' });
      if (calls <= broken) break;
    }
  });

  it('are left alone when the tag says no number of days', async ({ world }) => {
    const channel = await givenChannel(world, { tags: { [TAG]: 'forever' } });
    const [segment = ''] = await givenFiles(1);
    await end(world, channel);
    expect(await recordingOf(world, channel)).not.toHaveProperty('keepDays');
    expect(await tagsOf(segment)).toEqual({});
    expect(world.logged.some((line) => /The tag says no number of days/.test(line))).toBe(true);
  });
});
