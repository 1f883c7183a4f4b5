import * as z from 'zod/mini';
import { isoTime } from '../clock.ts';
import { cursorAt, notACursor, placeOf, type CursorOf } from '../http/cursors.ts';
import { pageFields } from '../http/pagination.ts';
import { defineRoute, type Call } from '../http/route.ts';
import {
  described,
  instant,
  IVS_PROBLEMS,
  nextCursor,
  text,
  timeText,
  withId,
} from '../http/schemas.ts';
import { AUDIT, detailOf, OF_ACCOUNT, partitionOf, type Entry } from '../journal/entry.ts';
import { listEntries } from '../journal/journal.ts';
import { instantOf } from '../zonedTime.ts';
import { mustBeRecorded } from './recordedChannel.ts';

const entryShape = withId(
  'JournalEntry',
  z.object({
    id: z.string(),
    type: described(
      'The detail-type of the event; `API Call` for a change by one call of IVS.',
      z.string(),
    ),
    at: described('When it happened.', instant),
    receivedAt: described('When it was recorded, which may be hours later.', instant),
    source: described(
      '`aws.ivs` for an event of IVS, `channelkeeper` for one of this deployment, ' +
        '`channelkeeper.api` for a call of its API.',
      z.string(),
    ),
    channelId: text,
    requestedBy: text,
    reason: text,
    number: described('The number of the entry in its journal, from 1.', z.int()),
    hash: described('The hash of the entry, which the next entry repeats.', z.string()),
    detail: described(
      'The detail of the event as it arrived, without secrets. `ingest` in a Stream End is what ' +
        'IVS then knew about the encoder.',
      z.record(z.string(), z.unknown()),
    ),
  }),
);

const entryView = (entry: Entry): z.infer<typeof entryShape> => ({
  id: entry.id,
  type: entry.type,
  at: isoTime(entry.at),
  receivedAt: isoTime(entry.receivedAt),
  source: entry.source,
  ...(entry.journal !== OF_ACCOUNT && { channelId: entry.journal }),
  ...(entry.by !== undefined && { requestedBy: entry.by }),
  ...(entry.reason !== undefined && { reason: entry.reason }),
  number: entry.number,
  hash: entry.hash,
  detail: detailOf(entry),
});

const time = described('Only what happened at this instant or later.', z.optional(timeText));

const eventsQuery = z.strictObject({
  ...pageFields,
  since: time,
  type: described('Only entries of this type.', z.optional(z.string().check(z.minLength(1)))),
});
const auditQuery = z.strictObject({
  ...pageFields,
  since: time,
  by: described(
    'Only changes that this caller asked for.',
    z.optional(z.string().check(z.minLength(1))),
  ),
});

const PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[\w:.-]{1,128}$/;

/** Returns the place in a list that the cursor of a query stands for. */
function belowOf(of: CursorOf, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const place = placeOf(of, cursor);
  if (!PLACE.test(place)) throw notACursor();
  return place;
}

interface ListQuery {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly since?: string | undefined;
}

/** Returns a page of entries, newest first. */
async function page(
  { app, query: { limit = 100, cursor, since } }: Call<never, ListQuery>,
  of: 'events' | 'entries',
  list: { index: 'jobs' | 'due'; partition: string },
  takes: (entry: Entry) => boolean,
): Promise<{ entries: z.infer<typeof entryShape>[]; nextCursor?: string }> {
  const from = since === undefined ? undefined : instantOf(since);
  const { entries, next } = await listEntries(app.store, {
    ...list,
    limit,
    below: belowOf(of, cursor),
    until: from === undefined ? undefined : isoTime(from),
    takes,
  });
  return {
    entries: entries.map(entryView),
    ...(next !== undefined && { nextCursor: cursorAt(of, next) }),
  };
}

async function journal(
  call: Call<never, z.infer<typeof eventsQuery>>,
  name: string,
): Promise<{ events: z.infer<typeof entryShape>[]; nextCursor?: string }> {
  const { type } = call.query;
  const { entries: events, ...more } = await page(
    call,
    'events',
    { index: 'jobs', partition: partitionOf(name) },
    (entry) => type === undefined || entry.type === type,
  );
  return { events, ...more };
}

const FILTERED =
  'With a filter a page may have fewer entries than `limit`, or none, and still a `nextCursor`.';

/** Lists what happened to a channel. */
export const listChannelEvents = defineRoute({
  key: 'GET /v1/channels/{channelId}/events',
  scope: 'channels:read',
  name: 'listChannelEvents',
  summary: 'List what happened to a channel, newest first',
  description:
    'The journal of the channel: every event of IVS, every job that ended, with its steps, and ' +
    'every change by a direct call, in the order in which they happened. It stays readable ' +
    `after the channel is deleted. ${FILTERED}`,
  answers: {
    200: {
      description: 'A page of the journal.',
      schema: z.object({ events: z.array(entryShape), nextCursor }),
    },
  },
  problems: [...IVS_PROBLEMS, 'not-found'],
  query: eventsQuery,
  async answer(call) {
    const { channelId } = call.parameters;
    const { events, ...more } = await journal(call, channelId);
    const isFiltered = Object.keys(call.query).some((name) => name !== 'limit');
    if (!isFiltered) await mustBeRecorded(call.app, channelId, events);
    return { status: 200, body: { events, ...more } };
  },
});

/** Lists the events that name no channel. */
export const listAccountEvents = defineRoute({
  key: 'GET /v1/account-events',
  scope: 'channels:read',
  name: 'listAccountEvents',
  summary: 'List the events that name no channel, newest first',
  description:
    'Breaches of the limits of the account, and changes of resources that are not channels. ' +
    FILTERED,
  answers: {
    200: {
      description: 'A page of the journal of the account.',
      schema: z.object({ events: z.array(entryShape), nextCursor }),
    },
  },
  problems: [],
  query: eventsQuery,
  answer: async (call) => ({ status: 200, body: await journal(call, OF_ACCOUNT) }),
});

/** Lists the changes that somebody asked for, across all channels. */
export const listAudit = defineRoute({
  key: 'GET /v1/audit',
  scope: 'jobs:read',
  name: 'listAudit',
  summary: 'List who changed what and why, newest first',
  description:
    'The audit trail across all channels: every job that ended and every change by a direct ' +
    `call, with its caller and its reason. ${FILTERED}`,
  answers: {
    200: {
      description: 'A page of the audit trail.',
      schema: z.object({ entries: z.array(entryShape), nextCursor }),
    },
  },
  problems: [],
  query: auditQuery,
  async answer(call) {
    const { by } = call.query;
    const body = await page(
      call,
      'entries',
      { index: 'due', partition: AUDIT },
      (entry) => by === undefined || entry.by === by,
    );
    return { status: 200, body };
  },
});
