import * as z from 'zod/mini';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import { cursorAt, notACursor, placeOf } from '../http/cursors.ts';
import { pageQuery } from '../http/pagination.ts';
import { defineRoute } from '../http/route.ts';
import { count, described, instant, IVS_PROBLEMS, nextCursor, withId } from '../http/schemas.ts';
import { listSessions, readSession, type KnownSession } from '../journal/sessions.ts';
import { mustBeRecorded } from './recordedChannel.ts';

const fields = {
  streamId: z.string(),
  startTime: z.optional(instant),
  endTime: described('Absent while the stream is live.', z.optional(instant)),
  endUnreported: described(
    'IVS reported no end. A later comparison with the live streams found that it had ended.',
    z.optional(z.literal(true)),
  ),
  starvations: described('How often the ingest ran short of data.', count),
  limitBreaches: count,
};

const sessionShape = withId('RecordedSessionSummary', z.object(fields));
const wholeShape = withId(
  'RecordedSession',
  z.object({
    ...fields,
    ingest: described(
      'The encoder as IVS reported it when the stream ended.',
      z.optional(z.record(z.string(), z.unknown())),
    ),
    events: z.array(z.object({ type: z.string(), name: z.string(), at: instant })),
  }),
);

const sessionView = ({
  streamId,
  startedAt,
  endedAt,
  endUnreported,
  starvations,
  limitBreaches,
}: KnownSession): z.infer<typeof sessionShape> => ({
  streamId,
  ...(startedAt !== undefined && { startTime: isoTime(startedAt) }),
  ...(endedAt !== undefined && { endTime: isoTime(endedAt) }),
  ...(endUnreported && { endUnreported }),
  starvations,
  limitBreaches,
});

const PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w:.-]{1,128}$/;

/** Lists the stream sessions that the journal knows. */
export const listSessionHistory = defineRoute({
  key: 'GET /v1/channels/{channelId}/session-history',
  scope: 'channels:read',
  name: 'listSessionHistory',
  summary: 'List the recorded stream sessions of a channel, newest first',
  description:
    'The stream sessions as the events of IVS told them. IVS forgets a session after 60 days, ' +
    'and with its channel; the journal does not.',
  answers: {
    200: {
      description: 'A page of stream sessions.',
      schema: z.object({ sessions: z.array(sessionShape), nextCursor }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  query: pageQuery,
  async answer({ app, parameters: { channelId }, query: { limit = 100, cursor } }) {
    const below = cursor === undefined ? undefined : placeOf('sessionHistory', cursor);
    if (below !== undefined && !PLACE.test(below)) throw notACursor();
    const { sessions, next } = await listSessions(app.store, channelId, limit, below);
    if (below === undefined) await mustBeRecorded(app, channelId, sessions);
    return {
      status: 200,
      body: {
        sessions: sessions.map(sessionView),
        ...(next !== undefined && { nextCursor: cursorAt('sessionHistory', next) }),
      },
    };
  },
});

/** Returns one recorded stream session. */
export const getSessionHistory = defineRoute({
  key: 'GET /v1/channels/{channelId}/session-history/{streamId}',
  scope: 'channels:read',
  name: 'getSessionHistory',
  summary: 'Get a recorded stream session with its encoder and its events',
  answers: {
    200: {
      description: 'The stream session.',
      schema: z.object({ session: wholeShape }),
    },
  },
  problems: ['not-found'],
  async answer({ app, parameters: { channelId, streamId } }) {
    const session = await readSession(app.store, channelId, streamId);
    if (!session)
      throw new Problem(
        'not-found',
        `No stream session ${streamId} of the channel ${channelId} is recorded.`,
      );
    const { ingest, events } = session;
    return {
      status: 200,
      body: {
        session: {
          ...sessionView(session),
          ...(ingest && { ingest }),
          events: events.map((event) => ({ ...event, at: isoTime(event.at) })),
        },
      },
    };
  },
});
