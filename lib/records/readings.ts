import { idOf } from '../arns.ts';
import type { Item, Key, Store } from '../dynamodb.ts';
import type { Condition } from '../expressions.ts';
import { channelIdOfReading, expiryOf, recordKey } from './keys.ts';

// Readings: what IVS answered about a channel, kept for the routes that read. One record per
// channel (`reading/<id>`, `channel`) holds the last reading and the counters that order it. The
// order rests on these counters and never on two clocks:
//
// - `asks` counts the calls of IVS that were claimed for the record. A reading carries the number
//   of its call (`askNo`) and never replaces a reading of a higher number, so a late write changes
//   nothing.
// - `begun` and `ended` count the direct mutations of the channel. While they differ, a mutation is
//   under way, or its process has died.
// - `stamp` says which changes of ours came before the reading (lib/readModel/states.ts).

/** The partition of the list of channels in the index `jobs`. */
export const CHANNEL_LIST = 'channels';

/**
 * The shortest time between two calls of IVS about one channel, and the time after which a call
 * without an answer no longer keeps others from asking, in ms.
 */
const ASK_EVERY_MS = 500;
const ANSWERS_WITHIN_MS = 3_000;

/** An answer of IVS, and the time of the call. Times in ms since the epoch. */
export interface Reading {
  /** The number of the call among those that were claimed for the record. */
  askNo: number;
  /** The moment before the call began. */
  asOf: number;
  /** The changes of ours that came before the call. */
  stamp: string;
  /** IVS's reads had caught up with all changes of ours by then. */
  isSettled: boolean;
  /** The answer as JSON; undefined: there is no such channel. */
  value: string | undefined;
}

/** The record of a channel's readings. */
export interface ReadingRecord {
  asks: number;
  /** The number of direct mutations that have begun. */
  begun: number;
  /**
   * The last change that is not a job's was made by this time. It lies ahead while a direct
   * mutation is under way, or its process has died.
   */
  changedAt: number;
  reading: Reading | undefined;
}

const numberIn = (item: Item | undefined, name: string): number => Number(item?.[name] ?? 0);

/** Returns the record in an item; an absent item is a record without a reading. */
export function readingRecordOf(item: Item | undefined): ReadingRecord {
  const begun = numberIn(item, 'begun');
  const isChanging = begun > numberIn(item, 'ended');
  return {
    asks: numberIn(item, 'asks'),
    begun,
    changedAt: Math.max(
      numberIn(item, 'changedAt'),
      isChanging ? numberIn(item, 'changingUntil') : 0,
    ),
    reading:
      typeof item?.askNo === 'number'
        ? {
            askNo: item.askNo,
            asOf: numberIn(item, 'asOf'),
            stamp: typeof item.stamp === 'string' ? item.stamp : '',
            isSettled: item.isSettled === true,
            value: typeof item.value === 'string' ? item.value : undefined,
          }
        : undefined,
  };
}

/**
 * Claims the next call of IVS about a channel, so that many callers make one call.
 * @param isForced claims it even if another call is under way
 * @returns the record, whose `asks` is the number of the call; undefined when another caller's call
 * is under way, or has just been made
 */
export async function claimAsk(
  store: Store,
  key: Key,
  now: number,
  isForced = false,
): Promise<ReadingRecord | undefined> {
  const item = await store.update(key, {
    set: { nextAskAt: now + ANSWERS_WITHIN_MS, expiresAt: expiryOf('reading', now) },
    add: { asks: 1 },
    ...(!isForced && { when: { notAbove: { nextAskAt: now } } }),
  });
  return item && readingRecordOf(item);
}

/** Returns the members of a record that a reading sets. */
function membersOf(
  key: Key,
  { askNo, asOf, stamp, isSettled, value }: Reading,
): Record<string, unknown> {
  const isGone = value === undefined && isSettled;
  return {
    askNo,
    asOf,
    stamp,
    isSettled,
    value,
    nextAskAt: asOf + ASK_EVERY_MS,
    expiresAt: expiryOf(isGone ? 'missingReading' : 'reading', asOf),
    // A channel that IVS's reads do not show yet, or not for certain, stays in the list.
    ...(key.sk === 'channel' && value !== undefined && listed(key)),
    ...(key.sk === 'channel' && isGone && { listPk: undefined, listSk: undefined }),
  };
}

const listed = (key: Key): { listPk: string; listSk: string } => ({
  listPk: CHANNEL_LIST,
  listSk: channelIdOfReading(key),
});

/** Keeps the reading of a claimed call, unless a later call has been answered already. */
export const keepReading = async (store: Store, key: Key, reading: Reading): Promise<boolean> =>
  (await store.update(key, {
    set: membersOf(key, reading),
    when: { notAbove: { askNo: reading.askNo - 1 } },
  })) !== undefined;

/**
 * Keeps a reading without a claim, if nobody has asked IVS about the channel since the record was
 * read, before the call. Its number is that of the last claim, and not a new one: requests that
 * have arrived since must not take it for the answer that they wait for.
 */
export const keepUnclaimed = async (
  store: Store,
  key: Key,
  { asks }: ReadingRecord,
  reading: Omit<Reading, 'askNo'>,
): Promise<boolean> => {
  const when: Condition = asks === 0 ? { absent: ['asks'] } : { equals: { asks } };
  const set = { ...membersOf(key, { ...reading, askNo: asks }), asks: asks + 1 };
  return (await store.update(key, { set, when })) !== undefined;
};

/** Lets others ask at once, because a claimed call was refused. */
export const releaseAsk = async (store: Store, key: Key, asks: number): Promise<void> =>
  void (await store.update(key, { set: { nextAskAt: 0 }, when: { equals: { asks } } }));

/**
 * Lists a channel. Safe to repeat.
 * @param now ms since the epoch
 */
export const listChannelAt = async (store: Store, key: Key, now: number): Promise<void> =>
  void (await store.update(key, {
    set: { ...listed(key), expiresAt: expiryOf('reading', now) },
  }));

/**
 * Lists a channel that was just created, so that the next list shows it although IVS's reads may
 * not. Safe to repeat.
 * @param now ms since the epoch
 */
export async function noteCreated(store: Store, channelArn: string, now: number): Promise<void> {
  const key = recordKey.channelReading(idOf(channelArn));
  await store.update(key, {
    set: { ...listed(key), changedAt: now, expiresAt: expiryOf('reading', now) },
  });
}

/**
 * Notes that a direct mutation of a channel begins. Until it has ended, and whatever becomes of its
 * process, no reading counts as up to date.
 * @param untilMs ms since the epoch; the mutation has taken effect by then or never does
 */
export const beginChange = async (store: Store, key: Key, untilMs: number): Promise<void> =>
  void (await store.update(key, {
    set: { changingUntil: untilMs, expiresAt: expiryOf('reading', untilMs) },
    add: { begun: 1 },
  }));

/** Notes that a direct mutation has ended. Earlier readings do not count as up to date any more. */
export const endChange = async (store: Store, key: Key, now: number): Promise<void> =>
  void (await store.update(key, { set: { changedAt: now }, add: { ended: 1 } }));

/** Makes the last reading count as out of date. */
export const outdate = async (store: Store, key: Key, now: number): Promise<void> =>
  void (await store.update(key, {
    set: { expiresAt: expiryOf('reading', now) },
    add: { begun: 1, ended: 1 },
  }));
