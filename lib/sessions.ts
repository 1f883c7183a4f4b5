import { msOf } from './clock.ts';
import type { Store } from './dynamodb.ts';

/**
 * What events told us of a channel's stream sessions: one row per session (`channel/<id>`, `session#<stream id>`), written so that order and
 * repeats do not matter. Only ever a hint. It matters between Session Created and Stream Start, when GetStream says "not live"
 * although an encoder is on its way (ivs-facts 3.4).
 */
const rowOf = (channelId: string, streamId: string): { pk: string; sk: string } => ({ pk: `channel/${channelId}`, sk: `session#${streamId}` });

const KEEP_SECONDS = 3 * 24 * 3_600;

/** Stream Start follows Session Created within some 7 s, or never (ivs-facts 3.4); after this long it is GetStream that knows. */
const STARTING_MS_MAX = 60_000;

/** Notes the time of a session's creation or end (ms since the epoch). */
export async function noteSession(
  store: Store,
  session: { channelId: string; streamId: string; created?: number; ended?: number },
): Promise<void> {
  const { channelId, streamId, created, ended } = session;
  const at = created ?? ended ?? 0;
  await store.update(rowOf(channelId, streamId), {
    set: { ...(created !== undefined && { createdAt: created }), ...(ended !== undefined && { endedAt: ended }), expiresAt: Math.floor(at / 1000) + KEEP_SECONDS },
  });
}

/** When the session that is just starting was created: it has no end, and is too young for its Stream Start to be overdue. */
export async function startingSince(store: Store, channelId: string, now: number): Promise<number | undefined> {
  const rows = await store.list(`channel/${channelId}`, 'session#', 100);
  for (const { createdAt, endedAt } of rows) {
    if (typeof createdAt === 'number' && endedAt === undefined && now - createdAt < STARTING_MS_MAX) return createdAt;
  }
  return undefined;
}

/** When a session was created, as far as known: our own note, else the stream's start time, which may be some seconds later. */
export async function sessionCreatedAt(store: Store, channelId: string, stream: { streamId?: string | undefined; startTime?: Date | undefined }): Promise<number> {
  const row = stream.streamId === undefined ? undefined : await store.get(rowOf(channelId, stream.streamId));
  if (typeof row?.createdAt === 'number') return row.createdAt;
  return msOf(stream.startTime?.toISOString() ?? '') ?? 0;
}
