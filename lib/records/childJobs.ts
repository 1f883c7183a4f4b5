import type { Item, Key, Store } from '../dynamodb.ts';
import { channelSubject, isSubject, subjectIdOf, type Subject } from '../subjects.ts';
import { updateFenced, type Fence } from './fences.ts';
import { chunksOf, expiryOf, keyAt, resultsOf, type Series } from './keys.ts';

// Work on a set of channels, with a child job for each, or on a set of jobs, each of which is
// steered. The set is a list of records of up to a hundred channels or jobs (`<parent's subject>`,
// `<parent's job id>#portion#<index of the first one>`), appended before the parent registers them.
// The outcome of each is a record of its own (`…#result#<index>`). Only these records are counted.

/** The most items in a chunk. Two chunks are always enough to find an item by its index. */
const CHUNK_MAX = 100;

/** The parent's subject and job id, which are the key of its records. */
export interface Parent {
  readonly subject: string;
  readonly jobId: string;
}

/**
 * The outcome of the child for one channel. `superseded`: another job took its place, and a
 * retirement retries the channel; `notBegun`: the parent was cancelled before it began the child;
 * `skipped`: the channel no longer matched; `locked`: another job had it for too long. The other
 * words are endings of the child.
 */
export interface ChildResult {
  index: number;
  subject: Subject;
  /** The child, or the job that does the work of the steered one again, if one was begun. */
  jobId?: string;
  /** The steered job, if the set is one of jobs. */
  steered?: string;
  outcome: ChildOutcome;
  message?: string;
}

export const CHILD_OUTCOMES = [
  'detached',
  'notAttached',
  'notFound',
  'stillLive',
  'failed',
  'cancelled',
  'superseded',
  'notBegun',
  'succeeded',
  'skipped',
  'locked',
  'notLive',
  'live',
  'suspended',
  'notSuspended',
  'hasStreamKey',
  'inUse',
  'creationFailed',
  'outcomeUnknown',
  'protected',
] as const;
export type ChildOutcome = (typeof CHILD_OUTCOMES)[number];

const chunks = ({ subject, jobId }: Parent): Series => chunksOf(subject, jobId);
const results = ({ subject, jobId }: Parent): Series => resultsOf(subject, jobId);

/**
 * Appends up to a hundred channels to a parent's set, from index `from` on. Safe to repeat before
 * they are registered; a page that was read earlier replaces no record.
 */
export async function appendChannels(
  store: Store,
  parent: Parent,
  fence: Fence,
  from: number,
  channelIds: readonly string[],
  now: number,
): Promise<void> {
  await updateFenced(store, keyAt(chunks(parent), from), fence, {
    set: { from, channelIds, expiresAt: expiryOf('set', now) },
  });
}

/** A job that a parent steers. */
export interface SteeredJob {
  readonly id: string;
  readonly subject: Subject;
}

/** Appends up to a hundred jobs to a parent's set, as `appendChannels` does channels. */
export async function appendJobs(
  store: Store,
  parent: Parent,
  fence: Fence,
  from: number,
  jobs: readonly SteeredJob[],
  now: number,
): Promise<void> {
  await updateFenced(store, keyAt(chunks(parent), from), fence, {
    set: { from, jobs, expiresAt: expiryOf('set', now) },
  });
}

/** An item of a parent's set: a channel, or a job that the parent steers. */
interface SetItem {
  readonly index: number;
  readonly subject: Subject;
  readonly steered?: string;
}

/** Returns the items in a record of a set. */
function itemsIn({ from, channelIds, jobs }: Item): SetItem[] {
  const first = Number(from);
  if (Array.isArray(channelIds))
    return channelIds.map((id, at) => ({ index: first + at, subject: channelSubject(String(id)) }));
  return Array.isArray(jobs)
    ? (jobs as SteeredJob[]).map(({ id: steered, subject }, at) => ({
        index: first + at,
        subject,
        steered,
      }))
    : [];
}

/** Returns up to `count` items of a parent's set from index `from` on, in its order. */
export async function readChildren(
  store: Store,
  parent: Parent,
  from: number,
  count: number,
): Promise<SetItem[]> {
  const series = chunks(parent);
  // The chunk that holds `from` begins at most a chunk's length before it.
  const first = Math.max(0, from - CHUNK_MAX);
  const rows = await store.list(
    series.pk,
    series.prefix,
    2 * CHUNK_MAX,
    first === 0 ? undefined : keyAt(series, first).sk,
  );
  return rows
    .flatMap(itemsIn)
    .filter(({ index }) => index >= from)
    .slice(0, count);
}

/** Records the outcome of one child, once: the first outcome stands. */
export async function writeResult(
  store: Store,
  parent: Parent,
  { subject, ...result }: ChildResult,
  now: number,
): Promise<void> {
  await store.putIfAbsent({
    ...keyAt(results(parent), result.index),
    channelId: subjectIdOf(subject),
    ...(result.steered !== undefined && { subject }),
    ...result,
    expiresAt: expiryOf('set', now),
  });
}

/** Returns the key of the result at an index. */
export const resultKey = (parent: Parent, index: number): Key => keyAt(results(parent), index);

/** Returns the subject of a result. Only that of a steered job may be another than a channel. */
const subjectIn = ({ subject, channelId }: Item): Subject =>
  typeof subject === 'string' && isSubject(subject) ? subject : channelSubject(String(channelId));

/** Returns the result in an item; undefined when the child has not ended. */
export const resultIn = (item: Item | undefined): ChildResult | undefined =>
  item && {
    index: Number(item.index),
    subject: subjectIn(item),
    outcome: CHILD_OUTCOMES.find((word) => word === item.outcome) ?? 'failed',
    ...(typeof item.jobId === 'string' && { jobId: item.jobId }),
    ...(typeof item.steered === 'string' && { steered: item.steered }),
    ...(typeof item.message === 'string' && { message: item.message }),
  };

/**
 * Returns up to `count` results from index `from` on, in the order of the set. An unfinished child
 * has no result.
 */
export async function readResults(
  store: Store,
  parent: Parent,
  from: number,
  count: number,
): Promise<ChildResult[]> {
  const series = results(parent);
  const rows = await store.list(
    series.pk,
    series.prefix,
    count,
    from === 0 ? undefined : keyAt(series, from - 1).sk,
  );
  return rows.flatMap((row) => resultIn(row) ?? []);
}
