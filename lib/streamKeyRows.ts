import type { Store } from './dynamodb.ts';

/** Since when a channel has its present stream key; IVS does not tell. Row `channel/<id>`, `streamKey`. */
export interface StreamKeyRow {
  /** ms since the epoch. */
  since: number;
  streamKeyArn?: string;
}

/** Longer than the longest interval of rotation (a year). */
const KEEP_SECONDS = 400 * 24 * 3_600;

const rowOf = (channelId: string): { pk: string; sk: string } => ({ pk: `channel/${channelId}`, sk: 'streamKey' });

export async function readStreamKeyRow(store: Store, channelId: string): Promise<StreamKeyRow | undefined> {
  const row = await store.get(rowOf(channelId));
  return typeof row?.since === 'number'
    ? { since: row.since, ...(typeof row.streamKeyArn === 'string' && { streamKeyArn: row.streamKeyArn }) }
    : undefined;
}

export async function writeStreamKeyRow(store: Store, channelId: string, row: StreamKeyRow): Promise<void> {
  await store.put({ ...rowOf(channelId), ...row, expiresAt: Math.floor(row.since / 1000) + KEEP_SECONDS });
}

/** Notes a key of unknown age as first seen now, unless it is known already. */
export async function noteFirstSeen(store: Store, channelId: string, now: number): Promise<void> {
  await store.putIfAbsent({ ...rowOf(channelId), since: now, expiresAt: Math.floor(now / 1000) + KEEP_SECONDS });
}
