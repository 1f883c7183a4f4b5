import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import { getStream as readStream } from '../ivs/streams.ts';
import { jobAccepted } from './jobView.ts';
import { defineRoute } from './route.ts';
import { instant, OF_IVS, OF_WORK, named } from './shapes.ts';
import { perform } from './work.ts';

/** As IVS shapes it (GetStream). */
const stream = named(
  'Stream',
  z.object({
    channelArn: z.optional(z.string()),
    streamId: z.optional(z.string()),
    state: z.optional(z.enum(['LIVE', 'OFFLINE'])),
    health: z.optional(z.enum(['HEALTHY', 'STARVING', 'UNKNOWN'])),
    playbackUrl: z.optional(z.string()),
    startTime: z.optional(instant),
    viewerCount: z.optional(z.int()),
  }),
);

/** The show that is on. */
export const getStream = defineRoute({
  key: 'GET /v1/channels/{channelId}/stream',
  scope: 'channels:read',
  name: 'getStream',
  summary: 'The show that is on',
  answers: { 200: { description: 'The channel is live.', schema: z.object({ stream }) } },
  problems: [...OF_IVS, 'not-found', 'channel-not-broadcasting'],
  async answer({ app, parameters: { channelId } }) {
    const stream = await readStream(app.ivs, arnOf(app.config, 'channel', channelId));
    if (stream === 'notFound') throw new Problem('not-found', `There is no channel ${channelId}.`);
    if (stream === 'notLive') throw new Problem('channel-not-broadcasting', `The channel ${channelId} is not live.`);
    return { status: 200, body: { stream } };
  },
});

/** Takes a channel off air: what slips in within seconds is stopped as well. The stream key survives. */
export const stopStream = defineRoute({
  key: 'DELETE /v1/channels/{channelId}/stream',
  scope: 'streams:write',
  mutates: true,
  name: 'stopStream',
  summary: 'Take a channel off air',
  description:
    'The show that is on is stopped, and so is one that slips in within seconds of its end; an encoder that keeps coming back ends the job as `job-exhausted`: ' +
    'the stream key survives, so suspending the channel is what keeps it out. `once=true` stops the show that is on and leaves a new one alone.',
  answers: { 204: { description: 'Nothing is on, and nothing slipped in.' }, 202: jobAccepted },
  problems: [...OF_WORK, 'not-found', 'channel-not-broadcasting'],
  query: z.strictObject({ once: z.optional(z.enum(['true', 'false'])) }),
  answer: (call) =>
    perform(call, {
      workflow: call.query.once === 'true' ? 'stopStreamOnce' : 'stopStream',
      subject: `channel/${call.parameters.channelId}`,
      done: () => ({ status: 204 }),
      failed: ({ id, error }) =>
        error?.class === 'exhausted'
          ? new Problem('job-exhausted', 'The encoder came back every time that its show was stopped. Suspend the channel to keep it out.', { job: id })
          : undefined,
    }),
});
