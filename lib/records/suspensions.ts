import { isoTime } from '../clock.ts';
import type { Item, Store } from '../dynamodb.ts';
import { updateFenced, type Fence } from './fences.ts';
import { channelIdOf, expiryOf, recordKey } from './keys.ts';

const keyOf = recordKey.suspension;

/**
 * A suspension: while it stands, none of our jobs gives its channel a stream key. Record
 * `channel/<id>`, `suspension`; it does not expire. Resuming the channel, or deleting it, removes
 * the record. It keeps the tags of the revoked key for the next key. The sweep finds it in the
 * index of due records: as `suspensionOpen` until its channel is known to be dark, as `suspension`
 * from then on.
 */
export interface Suspension {
  /** ms since the epoch. */
  suspendedAt: number;
  by: string;
  reason?: string;
  /** The job that wrote it. */
  jobId: string;
  /** Since when its channel has been known to be dark; ms since the epoch. */
  darkSince?: number | undefined;
  /** Since when it has been open: its channel is not known to be dark. ms since the epoch. */
  openSince?: number | undefined;
  streamKeyTags: Record<string, string>;
}

/** The partitions in which the sweep looks for suspensions. */
export type SuspensionPartition = 'suspensionOpen' | 'suspension';

/**
 * How long the suspending job may take before the sweep looks at it, and twice as long after each
 * look. In ms.
 */
const OPEN_MS = 60_000;
const OPEN_MS_MAX = 2 * 60_000;

/** A record that is closed says nothing any more: it is kept for its fence. */
const isKept = (record: Item | undefined): record is Item & Suspension =>
  record !== undefined && record.closedAt === undefined;
const standing = (record: Item | undefined): record is Item & Suspension =>
  isKept(record) && record.liftedAt === undefined;

const open = (now: number): Record<string, unknown> => ({
  duePk: 'suspensionOpen' satisfies SuspensionPartition,
  dueSk: isoTime(now + OPEN_MS),
  tries: 0,
  openSince: now,
});
const isOpen = (record: Item | undefined): record is Item =>
  standing(record) && record.duePk === ('suspensionOpen' satisfies SuspensionPartition);
const NOT_DUE = { duePk: undefined, dueSk: undefined, tries: undefined, openSince: undefined };

/**
 * Returns the channel's suspension, read consistently; undefined when the channel is not suspended.
 */
export async function readSuspension(
  store: Store,
  channelId: string,
): Promise<Suspension | undefined> {
  const record = await store.get(keyOf(channelId));
  return standing(record) ? record : undefined;
}

/**
 * Suspends a channel. A suspended channel keeps its suspension: the first reason stands. Safe to
 * repeat.
 * @returns whether a suspension stood before that had made its channel dark
 */
export async function writeSuspension(
  store: Store,
  channelId: string,
  fence: Fence,
  suspension: Suspension,
  now: number,
): Promise<boolean> {
  const record = await store.get(keyOf(channelId));
  const { streamKeyTags } = suspension;
  // A job lifted it and created no key, or somebody outside created a key: the tags of the first
  // key are the ones to keep.
  const kept = isKept(record) ? record.streamKeyTags : undefined;
  const tags = Object.keys(kept ?? {}).length > 0 ? kept : streamKeyTags;
  // A record of an earlier release does not say since when; it was dark once it was no longer open.
  const stood = standing(record) && (record.darkSince !== undefined || !isOpen(record));
  const darkSince = stood ? (record.darkSince ?? now) : undefined;
  const known = standing(record) ? { darkSince } : { reason: undefined, darkSince, ...suspension };
  await updateFenced(store, keyOf(channelId), fence, {
    set: {
      ...known,
      streamKeyTags: tags,
      liftedAt: undefined,
      closedAt: undefined,
      expiresAt: undefined,
      ...(isOpen(record) ? {} : open(now)),
    },
  });
  return stood;
}

/**
 * Notes that the channel is dark. From here on the sweep only checks that it stays dark. Safe to
 * repeat.
 */
export const noteDark = async (
  store: Store,
  channelId: string,
  fence: Fence,
  now: number,
): Promise<void> =>
  void (await updateFenced(store, keyOf(channelId), fence, {
    set: {
      duePk: 'suspension' satisfies SuspensionPartition,
      dueSk: isoTime(now),
      tries: undefined,
      openSince: undefined,
      darkSince: now,
    },
    when: { exists: true, absent: ['liftedAt', 'closedAt'] },
  }));

/**
 * Lifts a suspension and returns it, even if it was lifted before and not closed; undefined when
 * there is none. Safe to repeat.
 */
export async function liftSuspension(
  store: Store,
  channelId: string,
  fence: Fence,
  now: number,
): Promise<Suspension | undefined> {
  const key = keyOf(channelId);
  const expiresAt = expiryOf('liftedSuspension', now);
  await updateFenced(store, key, fence, {
    set: { liftedAt: now, expiresAt, ...NOT_DUE },
    when: { exists: true, absent: ['liftedAt', 'closedAt'] },
  });
  const record = await store.get(key);
  return isKept(record) ? record : undefined;
}

/**
 * Restores a lifted suspension, because the channel was given no key. The sweep then makes sure
 * that the channel is dark. Safe to repeat.
 */
export const restoreSuspension = async (
  store: Store,
  channelId: string,
  fence: Fence,
  now: number,
): Promise<boolean> =>
  (await updateFenced(store, keyOf(channelId), fence, {
    set: { liftedAt: undefined, expiresAt: undefined, ...open(now) },
    when: { above: { liftedAt: 0 }, absent: ['closedAt'] },
  })) !== undefined;

const closed = (now: number): Record<string, unknown> => ({
  closedAt: now,
  expiresAt: expiryOf('closedSuspension', now),
  ...NOT_DUE,
});

/** Closes a lifted suspension: the channel has its key. Safe to repeat. */
export const closeSuspension = async (
  store: Store,
  channelId: string,
  fence: Fence,
  now: number,
): Promise<void> =>
  void (await updateFenced(store, keyOf(channelId), fence, {
    set: closed(now),
    when: { above: { liftedAt: 0 } },
  }));

/** Closes the suspension of a deleted channel, if it has one. Safe to repeat. */
export async function forgetSuspension(
  store: Store,
  channelId: string,
  fence: Fence,
  now: number,
): Promise<void> {
  if (await store.get(keyOf(channelId)))
    await updateFenced(store, keyOf(channelId), fence, { set: closed(now) });
}

/**
 * Returns the ids of suspended channels, oldest first.
 * @param before ms since the epoch
 */
export async function suspendedChannels(
  store: Store,
  partition: SuspensionPartition,
  limit: number,
  before?: number,
): Promise<string[]> {
  const keys = await store.keys({
    index: 'due',
    partition,
    limit,
    order: 'ascending',
    ...(before !== undefined && { below: isoTime(before) }),
  });
  return keys.map(channelIdOf);
}

/**
 * Returns since when suspended channels have not been known to be dark, in ms since the epoch, in
 * the order in which the sweep takes them up.
 */
export async function openSince(store: Store, limit: number): Promise<number[]> {
  const ids = await suspendedChannels(store, 'suspensionOpen', limit);
  const records = await store.getMany(ids.map(keyOf));
  // A record of an earlier release does not say since when it has been open.
  return records.filter(isOpen).map((record) => Number(record.openSince ?? record.suspendedAt));
}

/**
 * Delays the time at which the sweep takes up an open suspension, twice as long each time; returns
 * false when it is not open any more.
 */
export async function postponeOpenSuspension(
  store: Store,
  channelId: string,
  now: number,
): Promise<boolean> {
  const key = keyOf(channelId);
  const record = await store.get(key);
  if (!isOpen(record)) return false;
  const tries = Number(record.tries ?? 0);
  const dueSk = isoTime(now + Math.min(OPEN_MS_MAX, OPEN_MS * 2 ** tries));
  return (
    (await store.update(key, {
      set: { dueSk, tries: tries + 1 },
      when: { equals: { dueSk: record.dueSk } },
    })) !== undefined
  );
}
