import { isoTime } from '../clock.ts';
import type { Item } from '../dynamodb.ts';
import { digestOf } from '../random.ts';
import { WATCHED_WAIT } from '../definition/steps.ts';
import type { Job } from './job.ts';
import type { TableApp } from './table.ts';

/**
 * The two indexes of jobs: `due` (the time at which a job needs attention next) and `jobs` (the
 * list, newest first). Both may lag.
 */

/** The number of partitions over which each index is spread. */
export const SHARDS = 4;

export const shardOf = (subject: string): number =>
  (digestOf(subject).codePointAt(0) ?? 0) % SHARDS;

export const listSkOf = (job: Pick<Job, 'createdAt' | 'id'>): string =>
  `${isoTime(job.createdAt)}#${job.id}`;

/**
 * The partition of the `due` index that holds a job: with the jobs that wait for a stream to end,
 * the emergencies, or the others that continue by themselves.
 */
export type DuePartition = 'due' | 'emergency' | typeof WATCHED_WAIT;

export function dueEntry(
  job: Pick<Job, 'subject' | 'waitsFor' | 'priority'>,
  dueAt: number | undefined,
): { duePk: string | undefined; dueSk: string | undefined } {
  if (dueAt === undefined) return { duePk: undefined, dueSk: undefined };
  const partition: DuePartition =
    job.waitsFor === WATCHED_WAIT ? job.waitsFor : (job.priority ?? 'due');
  return { duePk: `${partition}#${shardOf(job.subject)}`, dueSk: isoTime(dueAt) };
}

/**
 * Returns keys of jobs from the `due` index, earliest first, over all its partitions; `before` in
 * ms since the epoch.
 */
export async function dueKeys(
  { store }: TableApp,
  kind: DuePartition,
  limit: number,
  before?: number,
): Promise<Item[]> {
  const pages = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) =>
      store.keys({
        index: 'due',
        partition: `${kind}#${shard}`,
        limit,
        order: 'ascending',
        ...(before !== undefined && { below: isoTime(before) }),
      }),
    ),
  );
  return pages
    .flat()
    .toSorted((a, b) => String(a.dueSk).localeCompare(String(b.dueSk)))
    .slice(0, limit);
}

/**
 * Returns the ids of jobs, newest first, each with its place in the list; `below` is the place to
 * continue from.
 */
export async function listIds(
  { store }: TableApp,
  limit: number,
  below?: string,
): Promise<{ id: string; place: string }[]> {
  const pages = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) =>
      store.keys({
        index: 'jobs',
        partition: `jobs#${shard}`,
        limit,
        order: 'descending',
        ...(below !== undefined && { below }),
      }),
    ),
  );
  const places = pages
    .flat()
    .map(({ listSk }) => String(listSk))
    .toSorted()
    .toReversed()
    .slice(0, limit);
  return places.map((place) => ({ place, id: place.slice(place.indexOf('#') + 1) }));
}
