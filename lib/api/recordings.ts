import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import { cursorAt, notACursor, placeOf } from '../http/cursors.ts';
import { pageQuery } from '../http/pagination.ts';
import { defineRoute } from '../http/route.ts';
import {
  count,
  described,
  instant,
  IVS_PROBLEMS,
  nextCursor,
  text,
  withId,
} from '../http/schemas.ts';
import {
  listRecordings as readList,
  readRecording,
  RECORDING_STATES,
  type Recording,
} from '../journal/recordings.ts';
import {
  readManyRecordingFiles,
  readRecordingFiles,
  type RecordingFiles,
} from '../records/recordingFiles.ts';
import { mustBeRecorded } from './recordedChannel.ts';

const renditionShape = withId(
  'RecordedRendition',
  z.object({
    playlist: described('The key of its playlist in the bucket.', z.string()),
    width: z.optional(count),
    height: z.optional(count),
  }),
);

const recordingShape = withId(
  'Recording',
  z.object({
    id: z.string(),
    channelArn: z.string(),
    state: described(
      '`recording` until IVS reports its end. `endUnreported`: IVS never did, and the channel ' +
        'has been without a stream for a quarter of an hour.',
      z.enum(RECORDING_STATES),
    ),
    bucketName: text,
    prefix: described('The place of its objects in the bucket.', text),
    streamIds: described('The streams merged into it.', z.array(z.string())),
    startedAt: z.optional(instant),
    endedAt: z.optional(instant),
    durationSeconds: z.optional(z.number()),
    failureReason: text,
    playlist: described('The key of the multivariant playlist in the bucket.', text),
    renditions: described(
      'The renditions, as the metadata file of IVS has them. They and `playlist` are absent where ' +
        'the deployment may not read the bucket.',
      z.optional(z.array(renditionShape)),
    ),
    keepDays: described(
      'For how many days the objects are kept; absent until all of them have the tag.',
      z.optional(count),
    ),
  }),
);

const recordingView = (
  { config }: Pick<App, 'config'>,
  { channelId, startedAt, endedAt, durationMs, ...recording }: Recording,
  { playlist, renditions, keepDays, isTagged }: RecordingFiles,
): Record<string, unknown> => ({
  ...recording,
  ...(playlist !== undefined && { playlist }),
  ...(renditions && { renditions }),
  ...(isTagged && keepDays !== undefined && { keepDays }),
  channelArn: arnOf(config, 'channel', channelId),
  ...(startedAt !== undefined && { startedAt: isoTime(startedAt) }),
  ...(endedAt !== undefined && { endedAt: isoTime(endedAt) }),
  ...(durationMs !== undefined && { durationSeconds: durationMs / 1_000 }),
});

const PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d#[A-Za-z0-9]{1,64}#$/;

/** Lists the recordings of a channel. */
export const listRecordings = defineRoute({
  key: 'GET /v1/channels/{channelId}/recordings',
  scope: 'channels:read',
  name: 'listRecordings',
  summary: 'List the recordings of a channel, newest first',
  description:
    'IVS has no call for this: the list comes from its events, as the journal keeps them, also ' +
    'after the channel is deleted.',
  answers: {
    200: {
      description: 'A page of recordings.',
      schema: z.object({ recordings: z.array(recordingShape), nextCursor }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  query: pageQuery,
  async answer({ app, parameters: { channelId }, query: { limit = 100, cursor } }) {
    const below = cursor === undefined ? undefined : placeOf('recordings', cursor);
    if (below !== undefined && !PLACE.test(below)) throw notACursor();
    const { recordings, next } = await readList(app.store, channelId, limit, below);
    if (below === undefined) await mustBeRecorded(app, channelId, recordings);
    const ids = recordings.map(({ id }) => id);
    const files = ids.length === 0 ? [] : await readManyRecordingFiles(app.store, ids);
    return {
      status: 200,
      body: {
        recordings: recordings.map((recording, at) =>
          recordingView(app, recording, files[at] ?? {}),
        ),
        ...(next !== undefined && { nextCursor: cursorAt('recordings', next) }),
      },
    };
  },
});

/** Returns one recording. */
export const getRecording = defineRoute({
  key: 'GET /v1/recordings/{recordingId}',
  scope: 'channels:read',
  name: 'getRecording',
  summary: 'Get a recording',
  answers: {
    200: {
      description: 'The recording.',
      schema: z.object({ recording: recordingShape }),
    },
  },
  problems: ['not-found'],
  async answer({ app, parameters: { recordingId } }) {
    const recording = await readRecording(app.store, recordingId);
    if (!recording) throw new Problem('not-found', `There is no recording ${recordingId}.`);
    const files = await readRecordingFiles(app.store, recordingId);
    return { status: 200, body: { recording: recordingView(app, recording, files) } };
  },
});
