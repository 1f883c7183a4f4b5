import { isoTime } from '../clock.ts';
import type { Store } from '../dynamodb.ts';
import {
  entryIn,
  following,
  itemOf,
  partitionOf,
  PREFIX,
  type Entry,
  type Happening,
} from './entry.ts';

/** The number of the last entries among which a repeat is looked for first. */
const RECENT = 10;
/** How often a writer tries to get the next number, which another writer may get first. */
const TRIES_MAX = 50;
/** How far the clock of the source of an event and ours may differ, in ms. */
const CLOCKS_DIFFER_MS_MAX = 60_000;
const DAY_SECONDS = 86_400;

/** The entries of one moment among which a repeat is looked for. */
const OF_ONE_MOMENT = 100;

/**
 * Returns whether a happening has an entry already. An event that has just happened has its repeats
 * among the last entries; an older one is looked for among those of the same moment.
 */
async function isAmong(
  store: Store,
  { journal, id, at, receivedAt }: Happening,
  recent: readonly Entry[],
): Promise<boolean> {
  if (recent.some((entry) => entry.id === id)) return true;
  const last = recent.at(-1);
  if (recent.length < RECENT || !last) return false;
  const earliest = at - CLOCKS_DIFFER_MS_MAX;
  if (last.receivedAt < earliest && earliest <= receivedAt) return false;
  const { entries } = await listEntries(store, {
    index: 'jobs',
    partition: partitionOf(journal),
    below: `${isoTime(at)}#\uffff`,
    until: `${isoTime(at)}#`,
    limit: OF_ONE_MOMENT,
  });
  return entries.some((entry) => entry.id === id);
}

const recentIn = async (store: Store, journal: string): Promise<Entry[]> =>
  (await store.list(partitionOf(journal), PREFIX, RECENT)).map(entryIn);

/** Returns whether a happening has an entry already. */
export const isRecorded = async (store: Store, happening: Happening): Promise<boolean> =>
  isAmong(store, happening, await recentIn(store, happening.journal));

/**
 * Appends a happening to its journal: one write.
 * @param isKnown whether it has an entry already, besides among the last ones (`recent`)
 * @returns the entry; undefined when the happening had one
 * @throws Error when other writers were always faster
 */
async function append(
  store: Store,
  happening: Happening,
  keepDays: number,
  isKnown: (recent: readonly Entry[]) => boolean | Promise<boolean>,
): Promise<Entry | undefined> {
  const expiresAt = Math.floor(happening.receivedAt / 1_000) + keepDays * DAY_SECONDS;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const recent = await recentIn(store, happening.journal);
    if (await isKnown(recent)) return undefined;
    const entry = following(happening, recent[0], expiresAt);
    if (await store.putIfAbsent(itemOf(entry))) return entry;
  }
  throw new Error(`The journal ${happening.journal} is too busy.`);
}

/**
 * Appends a happening to its journal, once.
 * @param keepDays how long the entry is kept, in days
 * @returns the entry; undefined when the happening had one
 * @throws Error when other writers were always faster; the event must come again
 */
export const record = (
  store: Store,
  happening: Happening,
  keepDays: number,
): Promise<Entry | undefined> =>
  append(store, happening, keepDays, (recent) => isAmong(store, happening, recent));

/** As `record`, for a happening that is known to be new. */
export const recordNew = (
  store: Store,
  happening: Happening,
  keepDays: number,
): Promise<Entry | undefined> =>
  // The entry may be that of a write of ours whose answer was lost.
  append(store, happening, keepDays, (recent) => recent.some(({ id }) => id === happening.id));

/** A page of entries, and the place after which the next one begins. */
export interface EntryPage {
  readonly entries: Entry[];
  readonly next?: string;
}

/** The entries that a list takes, the partition of an index, and how it is read. */
export interface Asked {
  readonly index: 'jobs' | 'due';
  readonly partition: string;
  readonly limit: number;
  /** The place after which the page begins. */
  readonly below?: string | undefined;
  /** The place at which the list ends; nothing below it is listed. */
  readonly until?: string | undefined;
  readonly takes?: (entry: Entry) => boolean;
}

/** The number of reads that one page may take when few entries are taken. */
const READS_MAX = 10;

/**
 * Lists entries, newest first. The index may lag by a moment. When few entries are taken, a page
 * may have fewer than `limit`, and still a next one.
 */
export async function listEntries(store: Store, asked: Asked): Promise<EntryPage> {
  const { index, partition, limit, until = '', takes = () => true } = asked;
  const sk = index === 'jobs' ? 'listSk' : 'dueSk';
  const entries: Entry[] = [];
  let below = asked.below;
  for (let reads = 0; reads < READS_MAX; reads++) {
    const keys = await store.keys({
      index,
      partition,
      // One more tells whether another page follows.
      limit: limit + 1,
      order: 'descending',
      ...(below !== undefined && { below }),
    });
    const items = await store.getMany(keys.map((key) => ({ pk: key.pk, sk: key.sk })));
    for (const [at, item] of items.entries()) {
      const place = String(keys[at]?.[sk]);
      if (place < until) return { entries };
      if (entries.length === limit) return { entries, ...(below !== undefined && { next: below }) };
      below = place;
      if (item && takes(entryIn(item))) entries.push(entryIn(item));
    }
    if (keys.length <= limit) return { entries };
  }
  return { entries, ...(below !== undefined && { next: below }) };
}

/** Lists the entries of a journal, newest first by the time at which they happened. */
export const listJournal = (
  store: Store,
  journal: string,
  asked: Omit<Asked, 'index' | 'partition'>,
): Promise<EntryPage> =>
  listEntries(store, { index: 'jobs', partition: partitionOf(journal), ...asked });
