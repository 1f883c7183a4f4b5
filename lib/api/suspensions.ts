import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import {
  listSuspensions as readSuspensions,
  type SuspensionPlace,
} from '../records/suspensionList.ts';
import { readSuspension, type Suspension } from '../records/suspensions.ts';
import { cursorAt, notACursor, placeOf } from '../http/cursors.ts';
import { jobAccepted, jobShape } from '../http/jobShape.ts';
import { jobView } from '../http/jobView.ts';
import { pageQuery } from '../http/pagination.ts';
import { defineRoute } from '../http/route.ts';
import { described, instant, JOB_PROBLEMS, nextCursor, text, withId } from '../http/schemas.ts';
import { performByJob } from '../http/jobMutation.ts';

/** The shape that `suspensionView` returns. */
const suspensionShape = withId(
  'Suspension',
  z.object({
    channelArn: z.string(),
    suspendedAt: instant,
    suspendedBy: z.string(),
    reason: text,
    jobId: z.string(),
    isDark: described(
      'Whether the channel is known to be dark; only in the list.',
      z.optional(z.boolean()),
    ),
  }),
);

const suspensionView = (
  { config }: Pick<App, 'config'>,
  channelId: string,
  { suspendedAt, by, reason, jobId }: Suspension,
): Record<string, unknown> => ({
  channelArn: arnOf(config, 'channel', channelId),
  suspendedAt: isoTime(suspendedAt),
  suspendedBy: by,
  ...(reason !== undefined && { reason }),
  jobId,
});

const PLACE = /^(suspensionOpen|suspension) (\S+)((?: \S+)+)$/;

/** Returns the place in the list of suspensions that a cursor stands for. */
function placeIn(cursor: string): SuspensionPlace {
  const [, partition, dueSk, listed] = PLACE.exec(placeOf('suspensions', cursor)) ?? [];
  if (dueSk === undefined || listed === undefined) throw notACursor();
  return {
    partition: partition === 'suspension' ? partition : 'suspensionOpen',
    dueSk,
    listed: listed.slice(1).split(' '),
  };
}

const cursorTo = ({ partition, dueSk, listed }: SuspensionPlace): string =>
  cursorAt('suspensions', [partition, dueSk, ...listed].join(' '));

/** Lists the suspended channels, those first that are not known to be dark yet. */
export const listSuspensions = defineRoute({
  key: 'GET /v1/suspensions',
  scope: 'channels:read',
  name: 'listSuspensions',
  summary: 'List the suspended channels',
  description:
    'The channels that are not known to be dark yet come first. The list may lag by a moment, ' +
    'and a channel that becomes dark meanwhile may be on two pages.',
  answers: {
    200: {
      description: 'A page of suspensions.',
      schema: z.object({ suspensions: z.array(suspensionShape), nextCursor }),
    },
  },
  problems: [],
  query: pageQuery,
  async answer({ app, query: { limit = 100, cursor } }) {
    const from = cursor === undefined ? undefined : placeIn(cursor);
    const { suspensions, next } = await readSuspensions(app.store, limit, from);
    return {
      status: 200,
      body: {
        suspensions: suspensions.map(({ channelId, isDark, ...suspension }) => ({
          ...suspensionView(app, channelId, suspension),
          isDark,
        })),
        ...(next && { nextCursor: cursorTo(next) }),
      },
    };
  },
});

/**
 * Returns the suspension of a channel from the moment it is written. The channel may not be dark
 * yet; the job knows.
 */
export const getSuspension = defineRoute({
  key: 'GET /v1/channels/{channelId}/suspension',
  scope: 'channels:read',
  name: 'getSuspension',
  summary: 'Get the suspension of a channel',
  description:
    'The suspension is visible as soon as it takes effect. The job has the time until the ' +
    'channel was dark: `result.timeToDarkMs`.',
  answers: {
    200: {
      description: 'The suspension, with its start and its reason.',
      schema: z.object({ suspension: suspensionShape }),
    },
  },
  problems: ['not-found'],
  async answer({ app, parameters: { channelId } }) {
    const suspension = await readSuspension(app.store, channelId);
    if (!suspension) throw new Problem('not-found', `The channel ${channelId} is not suspended.`);
    return { status: 200, body: { suspension: suspensionView(app, channelId, suspension) } };
  },
});

/**
 * Takes a channel off air and keeps it dark: its stream key is revoked, and no job gives it another
 * one until it is resumed.
 */
export const suspendChannel = defineRoute({
  key: 'POST /v1/channels/{channelId}/suspension',
  scope: 'channels:write',
  mutates: true,
  starts: { on: 'channel', workflows: ['suspendChannel'], warns: true },
  name: 'suspendChannel',
  summary: 'Suspend a channel: take it off air and keep it dark',
  description:
    'Revokes the stream key and then stops the stream. An encoder that reconnects is ' +
    'refused, and no rotation, update or cancelled deletion gives the channel a stream key ' +
    'until it is resumed. The job ends when the channel has been dark for as long as an ' +
    'encoder may take to appear (11 s); `result.timeToDarkMs` is the time until the last ' +
    'stream was off. A suspension that IVS refuses is retried every other minute without end; ' +
    'to suspend the channel again lets it try at once.',
  answers: {
    201: {
      description:
        'The channel is dark and stays dark. `suspension` is absent if the channel has been ' +
        'resumed since.',
      schema: z.object({ suspension: z.optional(suspensionShape), job: jobShape }),
    },
    202: jobAccepted,
  },
  // The job retries for as long as IVS cannot be reached.
  problems: [
    ...JOB_PROBLEMS.filter((type) => type !== 'ivs-unavailable' && type !== 'throttled'),
    'not-found',
    'protected',
  ],
  answer(call) {
    const {
      app,
      parameters: { channelId },
    } = call;
    return performByJob(call, {
      workflow: 'suspendChannel',
      subject: `channel/${channelId}`,
      async done(job) {
        const suspension = await readSuspension(app.store, channelId);
        return {
          status: 201,
          headers: { location: `/v1/channels/${channelId}/suspension` },
          body: {
            ...(suspension && { suspension: suspensionView(app, channelId, suspension) }),
            job: jobView(app, job),
          },
        };
      },
    });
  },
});

/** Ends a suspension and gives the channel a new stream key. */
export const resumeChannel = defineRoute({
  key: 'DELETE /v1/channels/{channelId}/suspension',
  scope: 'channels:write',
  mutates: true,
  starts: { on: 'channel', workflows: ['resumeChannel'] },
  name: 'resumeChannel',
  summary: 'Resume a suspended channel',
  description:
    'Ends the suspension and creates a new stream key with the tags of the revoked one. ' +
    'getStreamKey returns its value.',
  answers: {
    200: {
      description: 'The channel can go live again.',
      schema: z.object({
        streamKey: z.object({ arn: z.string(), channelArn: z.string() }),
        job: jobShape,
      }),
    },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found', 'channel-suspended'],
  answer(call) {
    const {
      app,
      parameters: { channelId },
    } = call;
    return performByJob(call, {
      workflow: 'resumeChannel',
      subject: `channel/${channelId}`,
      done(job) {
        const arn = job.memory.newStreamKeyArn;
        if (arn === undefined)
          throw new Error(`The resumption ${job.id} succeeded without a stream key.`);
        return {
          status: 200,
          headers: { 'content-location': `/v1/stream-keys/${idOf(arn)}` },
          body: {
            streamKey: { arn, channelArn: arnOf(app.config, 'channel', channelId) },
            job: jobView(app, job),
          },
        };
      },
    });
  },
});
