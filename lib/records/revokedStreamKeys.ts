import { isoTime } from '../clock.ts';
import type { Key, Store } from '../dynamodb.ts';
import { recordKey } from './keys.ts';

/**
 * The time at which an immediate rotation revoked the stream key of a channel. A stream on that key
 * may still come on air: between Session Created and Stream Start only one event reports it, which
 * may be lost. The record of the channel's new key has it (`channel/<id>`, `streamKey`); for a
 * while the sweep finds it in the index of due records. An older build kept it as `oldStreamKey`.
 */
export interface RevokedStreamKey {
  /** Ms since the epoch, by the clock of the function that revoked it. */
  revokedAt: number;
  /**
   * Stream sessions that were open when the key was revoked; absent in records of an older build.
   */
  oldStreamIds?: readonly string[];
}

const PARTITION = 'oldStreamKey';

/** Returns the members of a record whose channel is watched for streams on the revoked key. */
export const watched = ({
  revokedAt,
  oldStreamIds,
}: RevokedStreamKey): Record<string, unknown> => ({
  revokedAt,
  oldStreamIds,
  duePk: PARTITION,
  dueSk: isoTime(revokedAt),
});

/** Returns the key whose streams must be stopped, while its channel is watched. */
export const revokedStreamKey = (
  store: Store,
  channelId: string,
): Promise<RevokedStreamKey | undefined> =>
  revokedStreamKeyAt(store, recordKey.streamKeyAge(channelId));

/** Returns the key that a record is about, while its channel is watched. */
export async function revokedStreamKeyAt(
  store: Store,
  { pk, sk }: Key,
): Promise<RevokedStreamKey | undefined> {
  const record = await store.get({ pk, sk });
  if (record?.duePk !== PARTITION || typeof record.revokedAt !== 'number') return undefined;
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
  { pk, sk }: Key,
  revokedAt: number | undefined,
): Promise<void> {
  const when = revokedAt === undefined ? {} : { equals: { revokedAt } };
  await store.update({ pk, sk }, { set: { duePk: undefined, dueSk: undefined }, when });
}
