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
      deferrals: undefined,
      expiresAt,
      ...(revoked && watched(revoked)),
    },
  });
}

/**
 * Counts a deferred rotation and returns the count; undefined when the key has been replaced since.
 */
export async function countDeferral(
  store: Store,
  channelId: string,
  since: number,
): Promise<number | undefined> {
  const row = await store.update(keyOf(channelId), {
    add: { deferrals: 1 },
    when: { equals: { since } },
  });
  return typeof row?.deferrals === 'number' ? row.deferrals : undefined;
}

/** Records a key of unknown age as first seen now, unless it is known already. */
export async function noteFirstSeen(store: Store, channelId: string, now: number): Promise<void> {
  await store.putIfAbsent({
    ...keyOf(channelId),
    since: now,
    expiresAt: expiryOf('streamKeyAge', now),
  });
}
