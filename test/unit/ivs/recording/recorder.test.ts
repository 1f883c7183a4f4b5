import { expect, it } from 'vitest';
import type { WholeSegment } from '../../../../local/ivs/media/source.ts';
import { JpegMaker } from '../../../../local/ivs/recording/jpeg.ts';
import { Recorder, WAITING_MS_MAX } from '../../../../local/ivs/recording/recorder.ts';
import {
  readByteRangePlaylist,
  recordingPlaylists,
} from '../../../../local/ivs/recording/playlists.ts';

const segment = (n: number): WholeSegment => ({
  bytes: Buffer.alloc(1_000, n),
  durationMs: 2_000,
  startsAtMs: n * 2_000,
  isDiscontinuous: false,
});

it('fails when more than half a minute waits for the storage, and keeps no more', async () => {
  const failures: string[] = [];
  let writes = 0;
  const recorder = new Recorder({
    // A storage that never answers.
    storage: {
      put: () => {
        writes += 1;
        return new Promise(() => undefined);
      },
      get: () => new Promise(() => undefined),
    },
    place: { region: 'us-west-2', bucket: 'slow', prefix: 'ivs/v1' },
    jpegs: new JpegMaker('none'),
    onFailure: ({ message }) => void failures.push(message),
  });
  void recorder.start({ channelArn: 'arn', startedAtMs: 0 });
  await new Promise((resolve) => setImmediate(resolve));
  const count = WAITING_MS_MAX / 2_000;
  for (let n = 0; n < count; n++) recorder.take(segment(n));
  expect(failures).toEqual([]);
  for (let n = 0; n < 100; n++) recorder.take(segment(n));
  expect(failures).toEqual(['slow: writing takes too long']);
  expect(writes).toBe(1);
});

it('ends soon although hours of a simulated stream are still to be made', async () => {
  let made = 0;
  const recorder = new Recorder({
    storage: { put: () => Promise.resolve(), get: () => Promise.resolve(Buffer.alloc(0)) },
    place: { region: 'us-west-2', bucket: 'fast', prefix: 'ivs/v1' },
    jpegs: new JpegMaker('none'),
    onFailure: ({ message }) => expect.unreachable(message),
  });
  await recorder.start({ channelArn: 'arn', startedAtMs: 0 });
  for (let n = 0; n < 1_000; n++)
    recorder.takeMade(function* () {
      for (let n = 0; n < 5; n++) yield segment(made++);
    });
  await recorder.close();
  expect(made).toBe(WAITING_MS_MAX / 2_000);
  expect(recorder.untilMs).toBe(WAITING_MS_MAX);
});

it('goes on from the beginning when nothing was written before a restart', async () => {
  const keys: string[] = [];
  const recorder = new Recorder({
    storage: {
      put: ({ key }) => Promise.resolve(void keys.push(key)),
      get: () => Promise.resolve(undefined),
    },
    place: { region: 'us-west-2', bucket: 'fast', prefix: 'ivs/v1' },
    jpegs: new JpegMaker('none'),
    onFailure: ({ message }) => expect.unreachable(message),
  });
  const rendition = { name: '180p10', width: 320, height: 180, framerate: 10 };
  recorder.goOn({
    channelArn: 'arn',
    startedAtMs: 0,
    rendition: { ...rendition, bandwidth: 1_000, codecs: ['avc1.42C01E'] },
  });
  recorder.take(segment(0));
  expect(await recorder.finish(2_000)).toBe(2_000);
  expect(keys).toContain('ivs/v1/media/hls/180p10/0.ts');
});

it('reads back the files of a recording from what it wrote', () => {
  const parts = [
    { durationMs: 2_000, bytes: 10 },
    { durationMs: 2_033, bytes: 20 },
  ];
  const files = [
    { name: '0.mp4', startsAtMs: 1_000, isDiscontinuous: false, parts, map: 'init-0.mp4' },
    { name: '1.mp4', startsAtMs: 5_033, isDiscontinuous: false, parts, map: 'init-0.mp4' },
    { name: '2.mp4', startsAtMs: 60_000, isDiscontinuous: true, parts, map: 'init-2.mp4' },
  ];
  const { byteRange, standard } = recordingPlaylists(files, false);
  expect(readByteRangePlaylist(byteRange)).toEqual(files);
  expect(byteRange.match(/#EXT-X-BYTERANGE:20@10\n/g)).toHaveLength(3);
  expect(standard.match(/#EXT-X-MAP/g)).toHaveLength(2);
  expect(standard).not.toContain('ENDLIST');
});
