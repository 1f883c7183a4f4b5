import type { StreamSession } from '@aws-sdk/client-ivs';
import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import {
  getStreamSession as readStreamSession,
  listStreamSessions as readStreamSessions,
} from '../ivs/streamSessions.ts';
import { channelShape, channelView } from './channelSchemas.ts';
import { nextIn, pageAsked, pageQuery } from '../http/pagination.ts';
import { recordingConfigurationShape } from './recordingConfigurations.ts';
import { defineRoute } from '../http/route.ts';
import { instant, withId, nextCursor, IVS_PROBLEMS, text } from '../http/schemas.ts';

const whole = z.optional(z.int());

const video = z.object({
  avcProfile: text,
  avcLevel: text,
  codec: text,
  encoder: text,
  targetBitrate: whole,
  targetFramerate: whole,
  videoHeight: whole,
  videoWidth: whole,
});
const audio = z.object({ codec: text, targetBitrate: whole, sampleRate: whole, channels: whole });
const tracked = { track: text };

/** As IVS shapes it (ListStreamSessions). */
const streamSessionSummary = withId(
  'StreamSessionSummary',
  z.object({
    streamId: text,
    startTime: z.optional(instant),
    endTime: z.optional(instant),
    hasErrorEvent: z.optional(z.boolean()),
  }),
);

/** As IVS shapes it (GetStreamSession). */
const streamSession = withId(
  'StreamSession',
  z.object({
    streamId: text,
    startTime: z.optional(instant),
    endTime: z.optional(instant),
    channel: z.optional(channelShape),
    ingestConfiguration: z.optional(
      z.object({ video: z.optional(video), audio: z.optional(audio) }),
    ),
    ingestConfigurations: z.optional(
      z.object({
        videoConfigurations: z.array(z.extend(video, { ...tracked, level: text, profile: text })),
        audioConfigurations: z.array(z.extend(audio, tracked)),
      }),
    ),
    recordingConfiguration: z.optional(recordingConfigurationShape),
    truncatedEvents: z.optional(
      z.array(z.object({ name: text, type: text, eventTime: z.optional(instant), code: text })),
    ),
  }),
);

/** The streams of a channel. */
export const listStreamSessions = defineRoute({
  key: 'GET /v1/channels/{channelId}/stream-sessions',
  scope: 'channels:read',
  operations: ['ListStreamSessions'],
  name: 'listStreamSessions',
  summary: 'The stream sessions of a channel',
  description:
    'Those of the last 60 days, newest first. `hasErrorEvent`: a limit was breached or the stream failed.',
  answers: {
    200: {
      description: 'A page of streams.',
      schema: z.object({ streamSessions: z.array(streamSessionSummary), nextCursor }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  query: pageQuery,
  async answer({ app, parameters: { channelId }, query }) {
    const page = await readStreamSessions(
      app.ivs,
      arnOf(app.config, 'channel', channelId),
      pageAsked('streamSessions', query),
    );
    if (page === 'notFound') throw new Problem('not-found', `There is no channel ${channelId}.`);
    return {
      status: 200,
      body: { streamSessions: page.items.map(withoutNull), ...nextIn('streamSessions', page) },
    };
  },
});

/** IVS gives a live stream the end `null`. */
const withoutNull = ({ endTime, ...session }: Pick<StreamSession, 'endTime'>): object => ({
  ...session,
  ...(endTime && { endTime }),
});

/** One stream with its channel as it was, its ingest and its events. */
export const getStreamSession = defineRoute({
  key: 'GET /v1/channels/{channelId}/stream-sessions/{streamId}',
  scope: 'channels:read',
  operations: ['GetStreamSession'],
  name: 'getStreamSession',
  summary: 'A stream with its ingest and its events',
  description:
    '`latest` in place of the id is the live stream, or else the last one. `channel` is the channel as it was when the stream began.',
  answers: { 200: { description: 'The stream.', schema: z.object({ streamSession }) } },
  problems: [...IVS_PROBLEMS, 'not-found'],
  async answer({ app, parameters: { channelId, streamId } }) {
    const session = await readStreamSession(
      app.ivs,
      arnOf(app.config, 'channel', channelId),
      streamId === 'latest' ? undefined : streamId,
    );
    if (session === 'notFound')
      throw new Problem(
        'not-found',
        `There is no channel ${channelId}, or it had no such stream session.`,
      );
    const { channel, ...rest } = session;
    return {
      status: 200,
      body: {
        streamSession: { ...withoutNull(rest), ...(channel && { channel: channelView(channel) }) },
      },
    };
  },
});
