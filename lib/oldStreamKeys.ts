import { isoTime } from './clock.ts';
import type { Key, Store } from './dynamodb.ts';

/**
 * When a rotation that waits for nobody revoked the stream key of a channel. A show on that key may come on air after all: between Session Created and
 * Stream Start only one event tells of it, which may be lost. Row `channel/<id>`, `oldStreamKey`; for a while the sweep finds it in the index of what is due.
 */
const keyOf = (channelId: string): Key => ({ pk: `channel/${channelId}`, sk: 'oldStreamKey' });

const PARTITION = 'oldStreamKey';
const KEEP_SECONDS = 24 * 3_600;

/** Notes when the channel's last key was revoked (ms since the epoch): older shows have to be looked out for. */
export async function watchForOldShows(store: Store, channelId: string, revokedAt: number): Promise<void> {
  const expiresAt = Math.floor(revokedAt / 1_000) + KEEP_SECONDS;
  await store.put({ ...keyOf(channelId), revokedAt, duePk: PARTITION, dueSk: isoTime(revokedAt), expiresAt });
}

/** When the key was revoked whose shows are not wanted any more, if that was not long ago. */
export async function oldStreamKeyRevokedAt(store: Store, channelId: string): Promise<number | undefined> {
  const row = await store.get(keyOf(channelId));
  return typeof row?.revokedAt === 'number' ? row.revokedAt : undefined;
}

/** Keys of the rows that the sweep is to look at, oldest first; `pk` names the channel. */
export const watchedForOldShows = (store: Store, limit: number): Promise<Key[]> =>
  store.keys({ index: 'due', partition: PARTITION, limit, order: 'ascending' });

/** The sweep need not look any more, unless the key has been rotated again. */
export async function unwatch(store: Store, channelId: string, revokedAt: number | undefined): Promise<void> {
  const when = revokedAt === undefined ? {} : { equals: { revokedAt } };
  await store.update(keyOf(channelId), { set: { duePk: undefined, dueSk: undefined }, when });
}
