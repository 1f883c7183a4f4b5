import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { idOf } from '../arns.ts';
import { getChannel } from '../ivs/channels.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { BucketRefusal, type RecordingBuckets } from '../recordingBuckets.ts';
import {
  noteRecordingFiles,
  readRecordingFiles,
  type RecordedRendition,
  type RecordingFiles,
} from '../records/recordingFiles.ts';
import { allPolicies, keepDaysOf } from '../records/policies.ts';
import { daysOf, KEEP_RECORDINGS_TAG } from '../tags.ts';
import type { RecordingReady } from './recordingReady.ts';

const text = z.string().check(z.minLength(1));

const pixels = z.optional(z.int().check(z.minimum(1)));

/** The part of IVS's metadata file that tells the files (IVS user guide, "Record to S3"). */
const metadata = z.looseObject({
  media: z.looseObject({
    hls: z.looseObject({
      path: text,
      playlist: text,
      renditions: z.array(
        z.looseObject({
          path: text,
          playlist: text,
          resolution_width: pixels,
          resolution_height: pixels,
        }),
      ),
    }),
  }),
});

/** The number of objects that are tagged at once. */
const AT_ONCE = 20;
const DAY_SECONDS = 86_400;

interface Place {
  readonly recordingId: string;
  readonly bucketName: string;
  readonly prefix: string;
}

/**
 * Notes which files a complete recording has, and tags its objects with the time for which they are
 * kept, if a policy or the tag of its channel says one. Safe to repeat: it goes on after the last
 * object that was tagged. It does nothing where the deployment may not read the bucket.
 * @param untilMs ms since the epoch; after it no page of objects is begun
 * @throws Error when the time was up, or when a file that IVS writes is not there yet, so that the
 * event is tried again
 */
export async function describeRecording(
  app: App,
  buckets: RecordingBuckets,
  { detail }: RecordingReady,
  untilMs: number,
): Promise<void> {
  const { channelArn, recordingId, bucketName, prefix } = detail;
  if (app.config.recordingBucket === '' || bucketName === undefined || prefix === undefined) return;
  const place = { recordingId, bucketName, prefix };
  try {
    await note(app, place, await filesOf(buckets, place));
    const keepDays = await daysToKeep(app, channelArn, untilMs);
    if (keepDays !== undefined) await tagObjects(app, buckets, place, keepDays, untilMs);
  } catch (error) {
    if (!(error instanceof BucketRefusal)) throw error;
    app.log.warn('The bucket of a recording may not be read', { recordingId, bucketName, error });
  }
}

const note = (
  { store, clock, config }: App,
  { recordingId }: Place,
  files: RecordingFiles,
): Promise<void> =>
  noteRecordingFiles(
    store,
    recordingId,
    files,
    Math.floor(clock.now() / 1_000) + config.keepEventsDays * DAY_SECONDS,
  );

/** Returns the files that the metadata of a recording names, as keys in its bucket. */
async function filesOf(
  buckets: RecordingBuckets,
  { bucketName, prefix }: Place,
): Promise<RecordingFiles> {
  const key = `${prefix}/events/recording-ended.json`;
  const written = await buckets.read(bucketName, key);
  if (written === undefined) throw new Error(`The bucket ${bucketName} has no ${key} yet.`);
  const { hls } = z.parse(metadata, JSON.parse(written)).media;
  const folder = `${prefix}/${hls.path}`;
  return {
    playlist: `${folder}/${hls.playlist}`,
    renditions: hls.renditions.map(
      ({
        path,
        playlist,
        resolution_width: width,
        resolution_height: height,
      }): RecordedRendition => ({
        playlist: `${folder}/${path}/${playlist}`,
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
      }),
    ),
  };
}

/** Returns for how many days the recordings of a channel are kept; undefined: nobody said. */
async function daysToKeep(
  app: App,
  channelArn: string,
  untilMs: number,
): Promise<number | undefined> {
  const channel = await getChannel(paced(app, untilMs), channelArn);
  // The recording of a deleted channel is kept until somebody decides.
  if (channel === 'notFound') return undefined;
  const tag = channel.tags?.[KEEP_RECORDINGS_TAG];
  if (tag !== undefined && daysOf(tag) === undefined)
    app.log.warn('The tag says no number of days', { channelArn, tag, name: KEEP_RECORDINGS_TAG });
  return keepDaysOf(await allPolicies(app.store), { ...channel, id: idOf(channelArn) });
}

/** Tags the objects of a recording, a page at a time, and notes how far it is. */
async function tagObjects(
  app: App,
  buckets: RecordingBuckets,
  place: Place,
  keepDays: number,
  untilMs: number,
): Promise<void> {
  const { recordingId, bucketName, prefix } = place;
  const before = await readRecordingFiles(app.store, recordingId);
  const goesOn = before.keepDays === keepDays;
  if (goesOn && before.isTagged) return;
  for (let taggedTo = goesOn ? before.taggedTo : undefined; ;) {
    if (app.clock.now() >= untilMs)
      throw new Error(`There was not enough time to tag the objects of ${recordingId}.`);
    const { keys, isMore } = await buckets.keys(bucketName, `${prefix}/`, taggedTo);
    const waiting = [...keys];
    const tagAll = async (): Promise<void> => {
      for (let key = waiting.shift(); key !== undefined; key = waiting.shift())
        await buckets.tag(bucketName, key, KEEP_RECORDINGS_TAG, `${keepDays}d`);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, tagAll));
    taggedTo = keys.at(-1) ?? taggedTo;
    const isTagged = !isMore;
    await note(app, place, { keepDays, isTagged, ...(taggedTo !== undefined && { taggedTo }) });
    if (isTagged) return;
  }
}
