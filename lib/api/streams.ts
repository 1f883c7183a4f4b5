import * as z from 'zod/mini';
import { Problem } from '../errors.ts';
import { jobAccepted } from '../http/jobShape.ts';
import { pageFields } from '../http/pagination.ts';
import { noChannel, notLive } from '../http/problems.ts';
import { readRoutes } from '../http/readRoutes.ts';
import { defineRoute } from '../http/route.ts';
import { instant, withId, JOB_PROBLEMS, described, text } from '../http/schemas.ts';
import { knownStream, knownStreams } from '../readModel/streams.ts';
import { performByJob } from '../http/jobMutation.ts';

const health = z.enum(['HEALTHY', 'STARVING', 'UNKNOWN']);
const summaryFields = {
  channelArn: text,
  streamId: text,
  state: z.optional(z.enum(['LIVE', 'OFFLINE'])),
  health: z.optional(health),
  startTime: z.optional(instant),
  viewerCount: z.optional(z.int()),
};
/** The shape that IVS returns (ListStreams, GetStream). */
const streamSummary = withId('StreamSummary', z.object(summaryFields));
const stream = withId('Stream', z.object({ ...summaryFields, playbackUrl: text }));

export const { list: listStreams, get: getStream } = readRoutes('channels:read', {
  list: {
    key: 'GET /v1/streams',
    operation: 'ListStreams',
    summary: 'List live streams',
    description:
      '`health=` limits the list to streams in that state. The list is some seconds old, as ' +
      '`Age` tells, and may lag: a channel that is absent is not necessarily offline; getStream ' +
      'gives the answer. `Cache-Control: no-cache` asks IVS. A `viewerCount` of -1 means that IVS could not count the viewers in time.',
    answer: 'A page of live streams.',
    isKnown: true,
    of: 'streams',
    item: streamSummary,
    query: z.strictObject({
      ...pageFields,
      health: described('Only streams in this state.', z.optional(health)),
    }),
    async read({ app, query, preferences: { isFresh } }, { maxResults, nextToken }) {
      const { next, ...page } = await knownStreams(app, {
        limit: maxResults,
        after: nextToken,
        health: query.health,
        isFresh,
      });
      return { ...page, ...(next !== undefined && { nextToken: next }) };
    },
  },
  get: {
    key: 'GET /v1/channels/{channelId}/stream',
    operation: 'GetStream',
    summary: 'Get the live stream of a channel',
    description:
      'The problem `channel-not-broadcasting` means that the channel is offline. A stream ' +
      'that has just begun is still reported as offline for about 7 seconds.',
    answer: 'The live stream.',
    schema: z.object({ stream }),
    problems: ['channel-not-broadcasting'],
    isKnown: true,
    async read({ app, parameters: { channelId }, preferences: { isFresh } }) {
      const { value, asOf } = await knownStream(app, channelId, isFresh);
      if (value === 'notLive') throw notLive(channelId);
      return value ? { stream: value, asOf } : 'notFound';
    },
    body: ({ stream: found }) => ({ stream: found }),
    asOf: ({ asOf }) => asOf,
    missing: ({ parameters }) => noChannel(parameters.channelId),
  },
});

/**
 * Takes a channel off air. A stream that starts within seconds is stopped as well. The stream key
 * survives.
 */
export const stopStream = defineRoute({
  key: 'DELETE /v1/channels/{channelId}/stream',
  scope: 'streams:write',
  mutates: true,
  operations: ['StopStream'],
  starts: { on: 'channel', workflows: ['stopStream', 'stopStreamOnce'], warns: true },
  name: 'stopStream',
  summary: 'Stop the stream of a channel',
  description:
    'Stops the live stream, and also a stream that starts within seconds of its end. The ' +
    'stream key survives, so an encoder that keeps coming back ends the job as ' +
    '`job-exhausted`; suspend the channel to keep it out. `once=true` stops the live stream ' +
    'and leaves a new one alone.',
  answers: {
    204: { description: 'The channel is off air, and no new stream has started.' },
    202: jobAccepted,
  },
  problems: [...JOB_PROBLEMS, 'not-found', 'channel-not-broadcasting', 'protected'],
  query: z.strictObject({
    once: described(
      '`true`: stop the live stream and leave a new one alone.',
      z.optional(z.enum(['true', 'false'])),
    ),
  }),
  answer: (call) =>
    performByJob(call, {
      workflow: call.query.once === 'true' ? 'stopStreamOnce' : 'stopStream',
      subject: `channel/${call.parameters.channelId}`,
      done: () => ({ status: 204 }),
      failed: ({ id, error }) =>
        error?.class === 'exhausted'
          ? new Problem(
              'job-exhausted',
              'The encoder came back each time its stream was stopped. Suspend the channel ' +
                'to keep it out.',
              { job: id },
            )
          : undefined,
    }),
});
