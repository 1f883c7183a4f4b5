import { isoTime } from '../clock.ts';
import type { Item, Key, Store } from '../dynamodb.ts';

// The time at which the stream key of a channel becomes older than the tag of the channel allows.
// Record `open/<channel>`, `overdue`, listed under `open#overdue` of the index `due` by that time,
// so a channel is overdue from the moment at which its place is in the past. The walk that
// writes it keeps its own place in `open/#deadlines`.

/** The partition of the index `due` that lists the deadlines. */
export const DEADLINES = 'open#overdue';

/** How long a record is kept after its deadline, in seconds; then its channel is gone. */
const KEEP_SECONDS = 60 * 86_400;

export const deadlineKey = (channelId: string): Key => ({
  pk: `open/${channelId}`,
  sk: 'overdue',
});

/** A deadline. Times in ms since the epoch. */
export interface KeyDeadline {
  /** Since when the channel has the key. */
  readonly since: number;
  readonly dueAt: number;
}

/** Returns the deadline in an item; undefined when it has none. */
export const deadlineIn = (item: Item | undefined): KeyDeadline | undefined =>
  item?.duePk === DEADLINES ? { since: Number(item.since), dueAt: Number(item.dueAt) } : undefined;

/** Writes the deadline of a channel, unless a later key is known. */
export const noteDeadline = async (
  store: Store,
  channelId: string,
  { since, dueAt }: KeyDeadline,
): Promise<void> =>
  void (await store.update(deadlineKey(channelId), {
    set: {
      since,
      dueAt,
      duePk: DEADLINES,
      dueSk: `${isoTime(dueAt)}#${channelId}`,
      expiresAt: Math.floor(dueAt / 1_000) + KEEP_SECONDS,
    },
    when: { notAbove: { since } },
  }));

/**
 * Removes the deadline of a channel, if it has one.
 * @param since the time of the channel's new key, in ms since the epoch: the deadline of an older
 * key is not written any more
 */
export const removeDeadline = async (
  store: Store,
  channelId: string,
  since?: number,
): Promise<void> =>
  void (await store.update(deadlineKey(channelId), {
    set: {
      ...(since !== undefined && { since }),
      dueAt: undefined,
      duePk: undefined,
      dueSk: undefined,
    },
    when: { present: ['duePk'], ...(since !== undefined && { notAbove: { since: since - 1 } }) },
  }));

/** The channel after which the walk through the channels continues. */
const PLACE: Key = { pk: 'open/#deadlines', sk: 'place' };

export async function readPlace(store: Store): Promise<string | undefined> {
  const after = (await store.get(PLACE))?.after;
  return typeof after === 'string' ? after : undefined;
}

export const writePlace = async (store: Store, after: string | undefined): Promise<void> =>
  void (await store.update(PLACE, { set: { after } }));
