import type { Store } from '../dynamodb.ts';
import { detailOf, type Entry } from './entry.ts';
import { listEntries } from './journal.ts';

// IVS forgets a stream session after 60 days. A session of the journal is what its events say
// together; they are listed under `sessions/<channel>` of the index `due`, by time. The entry of
// its Stream End carries what IVS then said about the encoder.

/** Something that happened during a session. */
export interface SessionEvent {
  readonly type: string;
  readonly name: string;
  /** Ms since the epoch. */
  readonly at: number;
}

/** A stream session. Times in ms since the epoch. */
export interface KnownSession {
  readonly streamId: string;
  readonly startedAt?: number;
  /** Absent while the stream is live, or while its end is not known. */
  readonly endedAt?: number;
  /** IVS reported no end; a later comparison with the live streams found that it had ended. */
  readonly endUnreported?: true;
  readonly starvations: number;
  readonly limitBreaches: number;
  /** The encoder as IVS reported it when the stream ended. */
  readonly ingest?: Readonly<Record<string, unknown>>;
  readonly events: readonly SessionEvent[];
}

/** The most entries that one session, or a page of sessions, is made of. */
const ENTRIES_MAX = 1_000;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const streamOf = (entry: Entry): string => text(detailOf(entry).stream_id);

/** Returns what an entry says happened. */
function eventIn(entry: Entry): SessionEvent {
  const { event_name: name, limit_name: limit, limit: older } = detailOf(entry);
  return { type: entry.type, name: text(name) || text(limit) || text(older), at: entry.at };
}

/** Returns the session that the entries about one stream tell. Their order does not matter. */
export function sessionOf(streamId: string, entries: readonly Entry[]): KnownSession {
  const inOrder = entries.toSorted((a, b) => a.at - b.at);
  const events = inOrder.map(eventIn);
  const first = (...names: string[]): number | undefined =>
    events.find(({ name }) => names.includes(name))?.at;
  const startedAt = first('Session Created') ?? first('Stream Start');
  // An end that arrives late says more than our own comparison did.
  const reported = first('Stream End') ?? first('Stream Failure') ?? first('Session Ended');
  const endedAt = reported ?? first('Stream End Unreported');
  const ingest = inOrder
    .map((entry) => detailOf(entry).ingest)
    .findLast((one) => one !== undefined);
  return {
    streamId,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(endedAt !== undefined && reported === undefined && { endUnreported: true }),
    starvations: events.filter(({ name }) => name === 'Starvation Start').length,
    limitBreaches: events.filter(({ type }) => type === 'IVS Limit Breach').length,
    ...(ingest !== undefined && { ingest: ingest as Readonly<Record<string, unknown>> }),
    events,
  };
}

const listOf = (channelId: string): string => `sessions/${channelId}`;

/**
 * Lists the stream sessions of a channel that the journal knows, newest first.
 * @param below the place of the entry after which the page begins
 */
export async function listSessions(
  store: Store,
  channelId: string,
  limit: number,
  below?: string,
): Promise<{ sessions: KnownSession[]; next?: string }> {
  const { entries, next } = await listEntries(store, {
    index: 'due',
    partition: listOf(channelId),
    below,
    limit: ENTRIES_MAX,
  });
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const streamId = streamOf(entry);
    groups.set(streamId, [...(groups.get(streamId) ?? []), entry]);
  }
  const all = [...groups];
  // The last session may have begun before the entries that were read.
  const whole = next === undefined || all.length === 1 ? all : all.slice(0, -1);
  const page = whole.slice(0, limit);
  const isMore = page.length < all.length || next !== undefined;
  const place = page.at(-1)?.[1].at(-1)?.listed?.place;
  return {
    sessions: page.map(([streamId, of]) => sessionOf(streamId, of)),
    ...(isMore && place !== undefined && { next: place }),
  };
}

/** Returns a stream session by its id; undefined when no event told of it. */
export async function readSession(
  store: Store,
  channelId: string,
  streamId: string,
): Promise<KnownSession | undefined> {
  let below: string | undefined;
  const found: Entry[] = [];
  for (;;) {
    const page = await listEntries(store, {
      index: 'due',
      partition: listOf(channelId),
      below,
      limit: 100,
    });
    found.push(...page.entries.filter((entry) => streamOf(entry) === streamId));
    const isWhole = found.some((entry) => eventIn(entry).name === 'Session Created');
    if (page.next === undefined || isWhole) break;
    below = page.next;
  }
  return found.length === 0 ? undefined : sessionOf(streamId, found);
}
