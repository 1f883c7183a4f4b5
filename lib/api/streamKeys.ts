import * as z from 'zod/mini';
import type { StreamKeyRequest } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import {
  getStreamKey as readStreamKey,
  listStreamKeys as readStreamKeys,
} from '../ivs/streamKeys.ts';
import type { Job } from '../jobs/job.ts';
import { readStreamKeyRow } from '../records/streamKeyAges.ts';
import { jobAccepted, jobShape } from '../http/jobShape.ts';
import { jobView } from '../http/jobView.ts';
import { noChannel } from '../http/problems.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { withId, IVS_PROBLEMS, JOB_PROBLEMS, described, tags, text } from '../http/schemas.ts';
import { newTags } from './tagSchemas.ts';
import { performByJob } from '../http/jobMutation.ts';

const summaryFields = { arn: text, channelArn: text, tags: z.optional(tags) };
/** The shape that IVS returns (ListStreamKeys, GetStreamKey). */
const streamKeySummary = withId('StreamKeySummary', z.object(summaryFields));
export const streamKey = withId('StreamKey', z.object({ ...summaryFields, value: text }));

/** A stream key as its channel lists it. */
const listedStreamKey = withId(
  'ListedStreamKey',
  z.object({
    ...summaryFields,
    ageCountsFrom: described(
      'The time from which the age of the stream key counts: its creation if it was created ' +
        'here, otherwise the time at which the rotation schedule first saw it. Absent if neither ' +
        'is known; IVS does not tell.',
      text,
    ),
  }),
);

/** Returns since when a channel has this key, as far as that is recorded. */
async function ageCountsFrom(
  { store }: App,
  channelId: string,
  arn: string | undefined,
): Promise<string | undefined> {
  const row = await readStreamKeyRow(store, channelId);
  const isOfAnother = row?.streamKeyArn !== undefined && row.streamKeyArn !== arn;
  return row && !isOfAnother ? isoTime(row.since) : undefined;
}

/** Lists the stream keys of a channel (none or one), with their ages and without their values. */
export const listStreamKeys = defineRoute({
  key: 'GET /v1/channels/{channelId}/stream-keys',
  scope: 'channels:read',
  operations: ['ListStreamKeys'],
  name: 'listStreamKeys',
  summary: 'List the stream keys of a channel, without their values',
  description: 'The list holds one stream key at most, because IVS allows one per channel.',
  answers: {
    200: {
      description: 'The stream keys.',
      schema: z.object({ streamKeys: z.array(listedStreamKey) }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  async answer({ app, parameters: { channelId } }) {
    const streamKeys = await readStreamKeys(app.ivs, arnOf(app.config, 'channel', channelId));
    if (streamKeys === 'notFound') throw noChannel(channelId);
    const withAges = streamKeys.map(async (key) => ({
      ...key,
      ageCountsFrom: await ageCountsFrom(app, channelId, key.arn),
    }));
    return { status: 200, body: { streamKeys: await Promise.all(withAges) } };
  },
});

/** Returns a stream key with its value. */
export const getStreamKey = defineRoute({
  key: 'GET /v1/stream-keys/{streamKeyId}',
  scope: 'stream-keys:read',
  operations: ['GetStreamKey'],
  name: 'getStreamKey',
  summary: 'Get a stream key with its value',
  description:
    'An encoder sends the value: anybody who has it can go live on the channel. Only this ' +
    'operation and batchGetStreamKeys return values.',
  answers: { 200: { description: 'The stream key.', schema: z.object({ streamKey }) } },
  problems: [...IVS_PROBLEMS, 'not-found'],
  async answer({ app, parameters: { streamKeyId } }) {
    const streamKey = await readStreamKey(app.ivs, arnOf(app.config, 'stream-key', streamKeyId));
    if (streamKey === 'notFound')
      throw new Problem('not-found', `There is no stream key ${streamKeyId}.`);
    return { status: 200, headers: { 'cache-control': 'no-store' }, body: { streamKey } };
  },
});

const WHEN = { now: 'rotateStreamKeyNow', idle: 'rotateStreamKeyWhenIdle' } as const;

/**
 * Rotates the stream key of a channel: `now` cuts off the live stream, `idle` waits for its natural
 * end.
 */
export const rotateStreamKey = defineRoute({
  key: 'POST /v1/channels/{channelId}/stream-key-rotations',
  scope: 'stream-keys:write',
  mutates: true,
  operations: ['DeleteStreamKey'],
  starts: { on: 'channel', workflows: [WHEN.now, WHEN.idle] },
  name: 'rotateStreamKey',
  summary: 'Rotate the stream key of a channel',
  description:
    '`when=now` cuts off the live stream with the old stream key; `when=idle` waits for its ' +
    'natural end. getStreamKey returns the value of the new stream key.',
  answers: {
    201: {
      description: 'The new stream key.',
      schema: z.object({ streamKey: streamKeySummary, job: jobShape }),
    },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found', 'channel-suspended', 'protected'],
  example: { query: { when: 'now' } },
  query: z.strictObject({
    when: described(
      '`now` cuts off the live stream; `idle` waits for its natural end.',
      z.enum(['now', 'idle']),
    ),
  }),
  answer: (call) =>
    performByJob(call, {
      workflow: WHEN[call.query.when],
      subject: `channel/${call.parameters.channelId}`,
      done: (job) => withNewKey(call, job),
    }),
});

/** The body of a request for a stream key. */
interface KeyBody {
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Returns the input of a job that creates a stream key. */
const keyRequest = ({ tags = {} }: KeyBody): StreamKeyRequest => ({ streamKeyTags: tags });

/**
 * Creates a stream key for a channel that has none, as after a deletion that was cancelled too late
 * to give one back.
 */
export const createStreamKey = defineRoute({
  key: 'POST /v1/channels/{channelId}/stream-keys',
  scope: 'stream-keys:write',
  mutates: true,
  operations: ['CreateStreamKey'],
  starts: {
    on: 'channel',
    workflows: ['createStreamKey'],
    inputOf: (body) => keyRequest(body as KeyBody),
  },
  name: 'createStreamKey',
  summary: 'Create a stream key for a channel that has none',
  description:
    'A new channel comes with a stream key, and IVS allows one per channel: to replace it, ' +
    'rotate it. getStreamKey returns the value.',
  answers: {
    201: {
      description: 'The new stream key.',
      schema: z.object({ streamKey: streamKeySummary, job: jobShape }),
    },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found', 'channel-suspended', 'stream-key-exists'],
  example: { body: { tags: { team: 'studio' } } },
  body: z.strictObject({ tags: z.optional(newTags) }),
  answer: (call) =>
    performByJob(call, {
      workflow: 'createStreamKey',
      subject: `channel/${call.parameters.channelId}`,
      input: keyRequest(call.body),
      done: (job) => withNewKey(call, job),
      failed({ id, ending }) {
        if (ending !== 'hasStreamKey') return undefined;
        const rotations = `/v1/channels/${call.parameters.channelId}/stream-key-rotations`;
        return new Problem(
          'stream-key-exists',
          `IVS allows one stream key per channel. To replace it: POST ${rotations}.`,
          { job: id },
        );
      },
    }),
});

/** Returns 201 with the stream key that a job has created, without its value. */
function withNewKey({ app, parameters: { channelId } }: Call<'channelId'>, job: Job): Answer {
  const arn = job.memory.newStreamKeyArn;
  if (arn === undefined) throw new Error(`The job ${job.id} succeeded without a new stream key.`);
  return {
    status: 201,
    headers: { location: `/v1/stream-keys/${idOf(arn)}` },
    body: {
      streamKey: { arn, channelArn: arnOf(app.config, 'channel', channelId) },
      job: jobView(app, job),
    },
  };
}
