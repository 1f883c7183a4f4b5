import type { Key, Store } from './dynamodb.ts';

/**
 * What events told us of a channel's stream sessions. One row per session (`channel/<id>`, `session#<stream id>`) says when it was created and
 * ended, and one row per channel (`channel/<id>`, `starting`) names the session created last; so order and repeats do not matter. Only ever a
 * hint. It matters between Session Created and Stream Start, when GetStream says "not live" although an encoder is on its way.
 */
const sessionKey = (channelId: string, streamId: string): Key => ({ pk: `channel/${channelId}`, sk: `session#${streamId}` });
const startingKey = (channelId: string): Key => ({ pk: `channel/${channelId}`, sk: 'starting' });

const KEEP_SECONDS = 3 * 24 * 3_600;

/** Stream Start follows Session Created within some 7 s, or never (IVS user guide, Streaming Configuration); after this long it is GetStream that knows. */
const STARTING_MS_MAX = 60_000;

/** From Session Created to Stream Start at the most, as far as AWS says: some 7 s. */
export const START_MS_MAX = 10_000;

const expiry = (at: number): number => Math.floor(at / 1_000) + KEEP_SECONDS;

/** Notes that a session was created (ms since the epoch). One whose end came first is not starting any more. */
export async function noteSessionCreated(store: Store, channelId: string, streamId: string, createdAt: number): Promise<void> {
  const row = await store.update(sessionKey(channelId, streamId), { set: { createdAt, expiresAt: expiry(createdAt) } });
  if (row?.endedAt !== undefined) return;
  const starting = { set: { streamId, createdAt, expiresAt: expiry(createdAt) } };
  const noted = await store.update(startingKey(channelId), { ...starting, when: { atMost: { createdAt } } });
  if (!noted) await store.update(startingKey(channelId), { ...starting, when: { absent: ['createdAt'] } });
}

/** Notes that a session has ended (ms since the epoch). */
export async function noteSessionEnded(store: Store, channelId: string, streamId: string, endedAt: number): Promise<void> {
  await store.update(sessionKey(channelId, streamId), { set: { endedAt, expiresAt: expiry(endedAt) } });
}

/** When the session that is just starting was created: it has no end, and is too young for its Stream Start to be overdue. */
export async function startingSince(store: Store, channelId: string, now: number): Promise<number | undefined> {
  const starting = await store.get(startingKey(channelId));
  if (typeof starting?.createdAt !== 'number' || now - starting.createdAt >= STARTING_MS_MAX) return undefined;
  const session = await store.get(sessionKey(channelId, String(starting.streamId)));
  return session?.endedAt === undefined ? starting.createdAt : undefined;
}

/**
 * Whether a show that is on began before a moment (ms since the epoch). Where nobody told us when its session was created, its start time stands for
 * it, less the time that a start may take.
 */
export async function beganBefore(
  store: Store,
  channelId: string,
  { streamId, startTime }: { streamId?: string | undefined; startTime?: Date | undefined },
  at: number,
): Promise<boolean> {
  const row = streamId === undefined ? undefined : await store.get(sessionKey(channelId, streamId));
  return (typeof row?.createdAt === 'number' ? row.createdAt : (startTime?.getTime() ?? 0) - START_MS_MAX) < at;
}
