import { isoTime, msOf } from '../clock.ts';
import type { Key, Store } from '../dynamodb.ts';
import { channelIdOf, expiryOf, recordKey, streamIdOf } from './keys.ts';

// Facts about a channel's stream sessions, from events. One record per session (`channel/<id>`,
// `session#<stream id>`) says when it was created and ended, and one per channel (`channel/<id>`,
// `starting`) names the session created last, so order and repeats do not matter. They are only
// hints. They matter between Session Created and Stream Start, when GetStream says "not live"
// although an encoder is starting.

const { streamSession: sessionKey, startingSession: startingKey } = recordKey;
const expiry = (at: number): number => expiryOf('streamSession', at);

/**
 * The longest time from Session Created to Stream Start, in ms. AWS documents about 7 s (IVS user
 * guide, Streaming Configuration).
 */
export const START_MS_MAX = 10_000;

/**
 * How far the clock of IVS and those of our functions may differ, in ms. The order of two moments
 * that are closer than this cannot be known from their times. Besides, EventBridge's `time` has
 * whole seconds.
 */
export const CLOCKS_DIFFER_MS_MAX = 5_000;
const STARTING_MS_MAX = START_MS_MAX + CLOCKS_DIFFER_MS_MAX + 1_000;

/** The partition of the sessions that have begun and whose end has not been reported. */
const OPEN = 'openSession';
/** The partition of the streams that have ended and whose end has not been handled completely. */
const PENDING = 'streamEnd';

/** A stream session of a channel. */
export interface SessionName {
  channelId: string;
  streamId: string;
}

const nameOf = (key: Key): SessionName => ({
  channelId: channelIdOf(key),
  streamId: streamIdOf(key),
});

/**
 * Returns the sessions that have begun and whose end has not been reported, with the time since
 * which that is known (ms since the epoch), longest first.
 */
export async function openSessions(
  store: Store,
  limit: number,
): Promise<(SessionName & { since: number })[]> {
  const keys = await store.keys({ index: 'due', partition: OPEN, limit, order: 'ascending' });
  return keys.map((key) => ({ ...nameOf(key), since: msOf(String(key.dueSk)) ?? 0 }));
}

/**
 * Notes a live session whose beginning was not reported, so that its end is not missed.
 * @param now ms since the epoch
 */
export async function noteSeenLive(
  store: Store,
  { channelId, streamId }: SessionName,
  now: number,
): Promise<void> {
  const set = { duePk: OPEN, dueSk: isoTime(now), expiresAt: expiry(now) };
  await store.update(sessionKey(channelId, streamId), {
    set,
    when: { absent: ['duePk', 'handledAt'] },
  });
}

/**
 * Notes that a session was created (ms since the epoch). A session whose end was reported first is
 * not starting any more.
 */
export async function noteSessionCreated(
  store: Store,
  channelId: string,
  streamId: string,
  createdAt: number,
): Promise<void> {
  const key = sessionKey(channelId, streamId);
  const set = { createdAt, expiresAt: expiry(createdAt) };
  const begun = await store.update(key, {
    set: { ...set, duePk: OPEN, dueSk: isoTime(createdAt) },
    when: { absent: ['endedAt'] },
  });
  if (!begun) return void (await store.update(key, { set }));
  const starting = { set: { streamId, createdAt, expiresAt: expiry(createdAt) } };
  await store.update(startingKey(channelId), { ...starting, when: { notAbove: { createdAt } } });
}

/** Notes that a session has ended (ms since the epoch). */
export async function noteSessionEnded(
  store: Store,
  channelId: string,
  streamId: string,
  endedAt: number,
): Promise<void> {
  await store.update(sessionKey(channelId, streamId), {
    set: { endedAt, expiresAt: expiry(endedAt) },
  });
}

/**
 * How long the function that receives the end may take to handle it before the sweep does, in ms.
 */
const PENDING_MS = 60_000;

/**
 * Notes that a stream has ended and that its end is still to be handled; returns false when it has
 * been handled.
 * @param now ms since the epoch
 */
export async function notePendingEnd(
  store: Store,
  { channelId, streamId }: SessionName,
  now: number,
): Promise<boolean> {
  const set = {
    endedAt: now,
    expiresAt: expiry(now),
    duePk: PENDING,
    dueSk: isoTime(now + PENDING_MS),
  };
  return (
    (await store.update(sessionKey(channelId, streamId), {
      set,
      when: { absent: ['handledAt'] },
    })) !== undefined
  );
}

/**
 * Notes that a stream is live after all.
 * @param now ms since the epoch
 */
export async function noteStillOn(
  store: Store,
  { channelId, streamId }: SessionName,
  now: number,
): Promise<void> {
  const set = { endedAt: undefined, duePk: OPEN, dueSk: isoTime(now), expiresAt: expiry(now) };
  await store.update(sessionKey(channelId, streamId), { set, when: { absent: ['handledAt'] } });
}

/** Notes that the end of a stream has been handled completely. */
export async function noteEndHandled(
  store: Store,
  { channelId, streamId }: SessionName,
  now: number,
): Promise<void> {
  const set = { handledAt: now, expiresAt: expiry(now), duePk: undefined, dueSk: undefined };
  await store.update(sessionKey(channelId, streamId), { set });
}

/**
 * Returns the streams whose end was noted before a moment (ms since the epoch) and has not been
 * handled, oldest first.
 */
export async function pendingEnds(
  store: Store,
  limit: number,
  before: number,
): Promise<SessionName[]> {
  return (
    await store.keys({
      index: 'due',
      partition: PENDING,
      limit,
      order: 'ascending',
      below: isoTime(before),
    })
  ).map(nameOf);
}

/** The number of sessions in which a session that is open is looked for. */
const LOOKED_AT_MAX = 50;

/**
 * Returns whether a session of the channel has begun and its end has not been reported. IVS may
 * know better.
 */
export async function isKnownLive(store: Store, channelId: string): Promise<boolean> {
  const { pk, sk } = sessionKey(channelId, '');
  return (await store.list(pk, sk, LOOKED_AT_MAX)).some(
    ({ duePk, endedAt }) => duePk === OPEN && endedAt === undefined,
  );
}

/** A session of which only the beginning is known. */
export interface StartingSession {
  streamId: string;
  /** Ms since the epoch, to the second. */
  createdAt: number;
}

/**
 * Returns the session that is just starting: it has no end, and its Stream Start is not overdue
 * yet.
 */
export async function startingSession(
  store: Store,
  channelId: string,
  now: number,
): Promise<StartingSession | undefined> {
  const starting = await store.get(startingKey(channelId));
  if (typeof starting?.createdAt !== 'number' || now - starting.createdAt >= STARTING_MS_MAX)
    return undefined;
  const streamId = String(starting.streamId);
  const session = await store.get(sessionKey(channelId, streamId));
  return session?.endedAt === undefined ? { streamId, createdAt: starting.createdAt } : undefined;
}
