import type { Store } from '../dynamodb.ts';
import { updateFenced, type Fence } from './fences.ts';
import { expiryOf, recordKey } from './keys.ts';
import { watched, type RevokedStreamKey } from './revokedStreamKeys.ts';

const keyOf = recordKey.streamKeyAge;

/**
 * The time since which a channel has its current stream key, because IVS does not tell. Record
 * `channel/<id>`, `streamKey`.
 */
export interface StreamKeyRow {
  /** ms since the epoch. */
  since: number;
  streamKeyArn?: string;
  /** How often its scheduled rotation has been deferred because the channel was live. */
  deferrals?: number;
  /** When it was deferred last, in ms since the epoch. */
  deferredAt?: number;
}

export async function readStreamKeyRow(
  store: Store,
  channelId: string,
): Promise<StreamKeyRow | undefined> {
  const row = await store.get(keyOf(channelId));
  return typeof row?.since === 'number'
    ? {
        since: row.since,
        ...(typeof row.streamKeyArn === 'string' && { streamKeyArn: row.streamKeyArn }),
        ...(typeof row.deferrals === 'number' && { deferrals: row.deferrals }),
        ...(typeof row.deferredAt === 'number' && { deferredAt: row.deferredAt }),
      }
    : undefined;
}

/**
 * Records since when a channel has its key.
 * @param revoked the key before it, if the channel is to be watched for streams on that key
 */
export async function writeStreamKeyRow(
  store: Store,
  channelId: string,
  fence: Fence,
  { since, streamKeyArn }: StreamKeyRow,
  revoked?: RevokedStreamKey,
): Promise<void> {
  const expiresAt = expiryOf('streamKeyAge', since);
  await updateFenced(store, keyOf(channelId), fence, {
    set: {
      since,
      streamKeyArn,
      deletedAt: undefined,
      deferrals: undefined,
      deferredAt: undefined,
      expiresAt,
      ...(revoked && watched(revoked)),
    },
  });
}

/**
 * Records that the key of a channel was deleted on purpose. The record is kept until the channel
 * has a key again, because a schedule that forgot it would give the channel one.
 * @param deletedAt ms since the epoch
 * @param revoked the deleted key, if the channel is to be watched for streams on it
 */
export async function writeDeletedStreamKey(
  store: Store,
  channelId: string,
  fence: Fence,
  deletedAt: number,
  revoked?: RevokedStreamKey,
): Promise<void> {
  await updateFenced(store, keyOf(channelId), fence, {
    set: {
      since: undefined,
      streamKeyArn: undefined,
      deferrals: undefined,
      deferredAt: undefined,
      expiresAt: undefined,
      deletedAt,
      ...(revoked && watched(revoked)),
    },
  });
}

/**
 * Returns when the stream key of a channel was deleted on purpose, in ms since the epoch; undefined
 * when the channel has had a key since.
 */
export async function readStreamKeyDeletion(
  store: Store,
  channelId: string,
): Promise<number | undefined> {
  const deletedAt = (await store.get(keyOf(channelId)))?.deletedAt;
  return typeof deletedAt === 'number' ? deletedAt : undefined;
}

/** Returns whether a channel has no stream key on purpose, as far as that is recorded. */
export const isKeylessOnPurpose = async (store: Store, channelId: string): Promise<boolean> =>
  (await readStreamKeyDeletion(store, channelId)) !== undefined;

/**
 * Records that a channel whose key was deleted on purpose has been seen with a key since `now`, in
 * ms since the epoch. Somebody outside has created it.
 * @param settledAt the latest deletion that it may follow, in ms since the epoch: a key that was
 * deleted after that is not there any more
 */
export const noteSeenAgain = async (
  store: Store,
  channelId: string,
  { now, settledAt }: { now: number; settledAt: number },
): Promise<void> =>
  void (await store.update(keyOf(channelId), {
    set: { since: now, deletedAt: undefined, expiresAt: expiryOf('streamKeyAge', now) },
    when: { atMost: { deletedAt: settledAt } },
  }));

/**
 * Counts a deferred rotation, once in a period of time.
 * @param since since when the channel has the key that was to be rotated
 * @param from the beginning of the period, in ms since the epoch
 * @returns the count; undefined when the key has been replaced since, or was deferred in the period
 */
export async function countDeferral(
  store: Store,
  channelId: string,
  { since, from, now }: { since: number; from: number; now: number },
): Promise<number | undefined> {
  const row = await store.update(keyOf(channelId), {
    set: { deferredAt: now },
    add: { deferrals: 1 },
    when: { equals: { since }, notAbove: { deferredAt: from - 1 } },
  });
  return typeof row?.deferrals === 'number' ? row.deferrals : undefined;
}

/** Returns how often the rotation of a key has been deferred; 0 when the key has been replaced. */
export async function deferralsOf(
  store: Store,
  channelId: string,
  { since }: Pick<StreamKeyRow, 'since'>,
): Promise<number> {
  const row = await readStreamKeyRow(store, channelId);
  return row?.since === since ? (row.deferrals ?? 0) : 0;
}

/** Records a key of unknown age as first seen now, unless it is known already. */
export async function noteFirstSeen(store: Store, channelId: string, now: number): Promise<void> {
  await store.putIfAbsent({
    ...keyOf(channelId),
    since: now,
    expiresAt: expiryOf('streamKeyAge', now),
  });
}
