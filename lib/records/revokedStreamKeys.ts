import { isoTime } from '../clock.ts';
import type { Key, Store } from '../dynamodb.ts';
import { updateFenced, type Fence } from './fences.ts';
import { expiryOf, recordKey } from './keys.ts';

/**
 * The time at which an immediate rotation revoked the stream key of a channel. A stream on that key
 * may still come on air: between Session Created and Stream Start only one event reports it, which
 * may be lost. Record `channel/<id>`, `oldStreamKey`; for a while the sweep finds it in the index
 * of due records.
 */
export interface RevokedStreamKey {
  /** Ms since the epoch, by the clock of the function that revoked it. */
  revokedAt: number;
  /**
   * Stream sessions that were open when the key was revoked; absent in records of an older build.
   */
  oldStreamIds?: readonly string[];
}

const keyOf = recordKey.revokedStreamKey;

const PARTITION = 'oldStreamKey';

/**
 * Notes when the channel's last key was revoked, and which sessions were open then, so that such
 * streams can be watched for.
 */
export async function watchForStaleStreams(
  store: Store,
  channelId: string,
  fence: Fence,
  { revokedAt, oldStreamIds }: RevokedStreamKey,
): Promise<void> {
  const expiresAt = expiryOf('revokedStreamKey', revokedAt);
  await updateFenced(store, keyOf(channelId), fence, {
    set: { revokedAt, oldStreamIds, duePk: PARTITION, dueSk: isoTime(revokedAt), expiresAt },
    // A job that continues an older rotation knows less.
    when: { notAbove: { revokedAt } },
  });
}

/** Returns the key whose streams must be stopped, if it was revoked recently. */
export async function revokedStreamKey(
  store: Store,
  channelId: string,
): Promise<RevokedStreamKey | undefined> {
  const record = await store.get(keyOf(channelId));
  if (typeof record?.revokedAt !== 'number') return undefined;
  return {
    revokedAt: record.revokedAt,
    ...(Array.isArray(record.oldStreamIds) && { oldStreamIds: record.oldStreamIds.map(String) }),
  };
}

/**
 * Returns the keys of the records that the sweep is to check, oldest first; `pk` names the channel.
 */
export const watchedForStaleStreams = (store: Store, limit: number): Promise<Key[]> =>
  store.keys({ index: 'due', partition: PARTITION, limit, order: 'ascending' });

/** Ends the watch of the sweep, unless the key has been rotated again. */
export async function unwatch(
  store: Store,
  channelId: string,
  revokedAt: number | undefined,
): Promise<void> {
  const when = revokedAt === undefined ? {} : { equals: { revokedAt } };
  await store.update(keyOf(channelId), { set: { duePk: undefined, dueSk: undefined }, when });
}
