import type { StreamSession } from '@aws-sdk/client-ivs';
import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { Problem } from '../errors.ts';
import {
  getStreamSession as readStreamSession,
  listStreamSessions as readStreamSessions,
} from '../ivs/streamSessions.ts';
import { channelShape, channelView } from './channelSchemas.ts';
import { pageQuery } from '../http/pagination.ts';
import { noChannel } from '../http/problems.ts';
import { readRoutes } from '../http/readRoutes.ts';
import { recordingConfigurationShape } from './recordingConfigurations.ts';
import { instant, withId, text } from '../http/schemas.ts';

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

/** The shape that IVS returns (ListStreamSessions). */
const streamSessionSummary = withId(
  'StreamSessionSummary',
  z.object({
    streamId: text,
    startTime: z.optional(instant),
    endTime: z.optional(instant),
    hasErrorEvent: z.optional(z.boolean()),
  }),
);

/** The shape that IVS returns (GetStreamSession). */
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

/** Removes the end of a live stream, which IVS gives as `null`. */
const withoutNull = ({ endTime, ...session }: Pick<StreamSession, 'endTime'>): object => ({
  ...session,
  ...(endTime && { endTime }),
});

export const { list: listStreamSessions, get: getStreamSession } = readRoutes('channels:read', {
  list: {
    key: 'GET /v1/channels/{channelId}/stream-sessions',
    operation: 'ListStreamSessions',
    summary: 'List the stream sessions of a channel',
    description:
      'Returns the stream sessions of the last 60 days, newest first. `hasErrorEvent` means ' +
      'that a limit was breached or the stream failed.',
    answer: 'A page of stream sessions.',
    of: 'streamSessions',
    item: streamSessionSummary,
    query: pageQuery,
    problems: ['not-found'],
    async read({ app, parameters }, page) {
      const channelArn = arnOf(app.config, 'channel', parameters.channelId);
      const sessions = await readStreamSessions(app.ivs, channelArn, page);
      if (sessions === 'notFound') throw noChannel(parameters.channelId);
      return { ...sessions, items: sessions.items.map(withoutNull) };
    },
  },
  get: {
    key: 'GET /v1/channels/{channelId}/stream-sessions/{streamId}',
    operation: 'GetStreamSession',
    summary: 'Get a stream session with its ingest and its events',
    description:
      '`latest` in place of the id selects the live stream or, if the channel is not live, ' +
      'the last one. `channel` is the channel as it was when the stream began.',
    answer: 'The stream session.',
    schema: z.object({ streamSession }),
    read: ({ app, parameters: { channelId, streamId } }) =>
      readStreamSession(
        app.ivs,
        arnOf(app.config, 'channel', channelId),
        streamId === 'latest' ? undefined : streamId,
      ),
    body: ({ channel, ...rest }) => ({
      streamSession: { ...withoutNull(rest), ...(channel && { channel: channelView(channel) }) },
    }),
    missing: ({ parameters: { channelId } }) =>
      new Problem(
        'not-found',
        `There is no channel ${channelId}, or it had no such stream session.`,
      ),
  },
});
