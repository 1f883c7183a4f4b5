import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getStream as readStream, listStreams as readStreams } from '../ivs/streams.ts';
import { unmanagedAmong } from '../managed.ts';
import { jobAccepted } from '../http/jobView.ts';
import { nextIn, pageAsked, pageFields } from '../http/pagination.ts';
import { defineRoute } from '../http/route.ts';
import {
  instant,
  withId,
  nextCursor,
  IVS_PROBLEMS,
  JOB_PROBLEMS,
  described,
  text,
} from '../http/schemas.ts';
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
/** As IVS shapes it (ListStreams, GetStream). */
const streamSummary = withId('StreamSummary', z.object(summaryFields));
const stream = withId('Stream', z.object({ ...summaryFields, playbackUrl: text }));

/** The live streams, of all channels. */
export const listStreams = defineRoute({
  key: 'GET /v1/streams',
  scope: 'channels:read',
  operations: ['ListStreams'],
  name: 'listStreams',
  summary: 'The live streams',
  description:
    '`health=` narrows it to the streams in that state. The list may lag: a channel that is absent from it is not known to be offline; getStream knows. ' +
    'A `viewerCount` of -1 could not be counted in time.',
  answers: {
    200: {
      description: 'A page of streams.',
      schema: z.object({ streams: z.array(streamSummary), nextCursor }),
    },
  },
  problems: IVS_PROBLEMS,
  query: z.strictObject({
    ...pageFields,
    health: described('Only the streams in this state.', z.optional(health)),
  }),
  async answer({ app, query }) {
    const page = await readStreams(app.ivs, {
      ...pageAsked('streams', query),
      ...(query.health && { health: query.health }),
    });
    const unmanaged = await unmanagedAmong(
      app,
      page.items.map(({ channelArn = '' }) => channelArn),
    );
    const streams = page.items.filter(({ channelArn = '' }) => !unmanaged.has(channelArn));
    return { status: 200, body: { streams, ...nextIn('streams', page) } };
  },
});

/** The live stream. */
export const getStream = defineRoute({
  key: 'GET /v1/channels/{channelId}/stream',
  scope: 'channels:read',
  operations: ['GetStream'],
  name: 'getStream',
  summary: 'The live stream',
  description:
    'Offline is the problem `channel-not-broadcasting`, and only that; while a stream begins, some 7 seconds, it is still said.',
  answers: { 200: { description: 'The channel is live.', schema: z.object({ stream }) } },
  problems: [...IVS_PROBLEMS, 'not-found', 'channel-not-broadcasting'],
  async answer({ app, parameters: { channelId } }) {
    const stream = await readStream(app.ivs, arnOf(app.config, 'channel', channelId));
    if (stream === 'notFound') throw new Problem('not-found', `There is no channel ${channelId}.`);
    if (stream === 'notLive')
      throw new Problem('channel-not-broadcasting', `The channel ${channelId} is not live.`);
    return { status: 200, body: { stream } };
  },
});

/**
 * Takes a channel off air: what slips in within seconds is stopped as well. The stream key
 * survives.
 */
export const stopStream = defineRoute({
  key: 'DELETE /v1/channels/{channelId}/stream',
  scope: 'streams:write',
  mutates: true,
  operations: ['StopStream'],
  starts: { on: 'channel', workflows: ['stopStream', 'stopStreamOnce'] },
  name: 'stopStream',
  summary: 'Take a channel off air',
  description:
    'The live stream is stopped, and so is one that slips in within seconds of its end; an encoder that keeps coming back ends the job as `job-exhausted`: ' +
    'the stream key survives, so suspending the channel is what keeps it out. `once=true` stops the live stream and leaves a new one alone.',
  answers: { 204: { description: 'Nothing is on, and nothing slipped in.' }, 202: jobAccepted },
  problems: [...JOB_PROBLEMS, 'not-found', 'channel-not-broadcasting'],
  query: z.strictObject({
    once: described(
      '`true`: the live stream is stopped, and a new one left alone.',
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
              'The encoder came back every time that its stream was stopped. Suspend the channel to keep it out.',
              { job: id },
            )
          : undefined,
    }),
});
