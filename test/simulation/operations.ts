import { countsAs } from '../../lib/actions/operationProgress.ts';
import { isJobOperation } from '../../lib/actions/inputs.ts';
import type { Item } from '../../lib/dynamodb.ts';
import { isFinal, type Job } from '../../lib/jobs/job.ts';
import type { ChildOutcome } from '../../lib/records/childJobs.ts';

/** Times of jobs come from the clocks of the functions, which differ. */
const CLOCKS_DIFFER_MS = 10_000;

/** The outcomes of items that have no child. */
const WITHOUT_CHILD: ReadonlySet<unknown> = new Set(['notBegun', 'skipped', 'locked']);

/**
 * Checks the promises of operations: nothing outside of the set is touched, every item has one
 * result that is true, and no item begins during a pause or after the last failure.
 */
export function operations(jobs: readonly Job[], items: readonly Item[]): string[] {
  const parents = jobs.filter(({ workflow }) => workflow === 'runOperation');
  return parents.flatMap((operation) => {
    if (isJobOperation(operation.input)) return steering(operation, jobs, items);
    const children = jobs.filter(({ parent }) => parent?.jobId === operation.id);
    return [
      ...strangers(operation, children, items),
      ...results(operation, children, items),
      ...tooLate(operation, children),
    ];
  });
}

const idIn = (subject: string): string => subject.slice(subject.indexOf('/') + 1);

export const under = (items: readonly Item[], { subject, id }: Job, prefix: string): Item[] =>
  items.filter(({ pk, sk }) => pk === subject && sk.startsWith(`${id}#${prefix}#`));

/** Returns the children that work on another channel than the one of their place in the set. */
function strangers(operation: Job, children: readonly Job[], items: readonly Item[]): string[] {
  const channels = under(items, operation, 'portion').flatMap(({ channelIds }) =>
    Array.isArray(channelIds) ? channelIds.map(String) : [],
  );
  const found = children
    .filter(({ subject, parent }) => channels[parent?.index ?? -1] !== idIn(subject))
    .map(({ id }) => `${id} works on a channel that ${operation.id} did not select.`);
  return channels.length === operation.input.total
    ? found
    : [...found, `${operation.id} has a set of ${channels.length} channels.`];
}

/** Returns the results of an operation by the places of its items. */
const resultsByIndex = (operation: Job, items: readonly Item[]): Map<number, Item[]> =>
  Map.groupBy(under(items, operation, 'result'), ({ index }) => Number(index));

/** Returns the items that have no result although the operation has ended. */
function missing(operation: Job, byIndex: ReadonlyMap<number, readonly Item[]>): string[] {
  const { id, memory, input } = operation;
  // An abandoned operation leaves its items to find out by themselves.
  const isWhole =
    isFinal(operation) &&
    memory.total !== undefined &&
    operation.cancel?.result !== 'abandoned' &&
    operation.ending !== 'expired';
  return Array.from({ length: Number(input.total) }, (_, index) => index)
    .filter((index) => isWhole && byIndex.get(index)?.length !== 1)
    .map((index) => `${id} has no result of its item ${index}.`);
}

/** Returns the items without a result, and those whose result is not that of their child. */
function results(operation: Job, children: readonly Job[], items: readonly Item[]): string[] {
  const { id } = operation;
  const byIndex = resultsByIndex(operation, items);
  const wrong = children.filter((child) => {
    const [row] = byIndex.get(child.parent?.index ?? -1) ?? [];
    if (!isFinal(child) || row === undefined) return false;
    // A child that began after its item was given up has done nothing.
    if (WITHOUT_CHILD.has(row.outcome)) return child.effects;
    return (
      row.jobId !== child.id || (child.status === 'succeeded') !== (row.outcome === 'succeeded')
    );
  });
  return [
    ...missing(operation, byIndex),
    ...wrong.map((child) => `${id} has another result of ${child.id} than the job itself.`),
  ];
}

/** Returns the children that began during a pause, or after the last failure that is allowed. */
function tooLate({ id, memory, input, step }: Job, children: readonly Job[]): string[] {
  const failedAt = children
    .filter(isFinal)
    .filter(({ ending }) => countsAs(ending as ChildOutcome) === 'failed')
    .map(({ finishedAt }) => finishedAt)
    .toSorted((a, b) => a - b);
  const last = memory.accepted === undefined ? failedAt[Number(input.maxFailures) - 1] : undefined;
  const since = step === 'paused' ? memory.pausedSince : undefined;
  const after = (at: number | undefined, when: string): string[] =>
    at === undefined
      ? []
      : children
          .filter(({ createdAt }) => createdAt > at + CLOCKS_DIFFER_MS)
          .map((child) => `${child.id} of ${id} began ${when}.`);
  return [...after(last, 'after the last failure'), ...after(since, 'during a pause')];
}

/** A job that an operation has steered: its place in the set, and when that was. */
interface Steered {
  readonly index: number;
  /** The job of the set. */
  readonly steered: string;
  /** The job that ends for it: the redriving one, or the steered job itself. */
  readonly job: Job;
  readonly at: number;
}

/** Returns the jobs that an operation has steered. */
function steeredBy({ id }: Job, jobs: readonly Job[]): Steered[] {
  return jobs.flatMap((job) => {
    const { tells, cancel } = job;
    const stops = (cancel?.tells ?? []).filter(({ jobId }) => jobId === id);
    return [
      ...(tells?.jobId === id
        ? [{ index: tells.index, steered: job.redriveOf ?? '', job, at: job.createdAt }]
        : []),
      ...stops.map(({ index }) => ({ index, steered: job.id, job, at: cancel?.at ?? 0 })),
    ];
  });
}

/** Returns whether the result of a steered job says how the job ended. */
function isTrue({ job }: Steered, row: Item): boolean {
  if (job.tells !== undefined && row.jobId === job.id)
    return (row.outcome === 'succeeded') === (job.status === 'succeeded');
  const hasStopped = job.status === 'cancelled' || job.cancel?.result === 'abandoned';
  return (row.outcome === 'succeeded') === hasStopped;
}

/**
 * Checks an operation that steers jobs: it steers those of its set, each once, never itself, tells
 * how each has ended, and begins with none during a pause.
 */
function steering(operation: Job, jobs: readonly Job[], items: readonly Item[]): string[] {
  const { id, memory, step } = operation;
  const set = under(items, operation, 'portion').flatMap(({ jobs: of }) =>
    (of as { id: string }[]).map((one) => one.id),
  );
  const byIndex = resultsByIndex(operation, items);
  const steered = steeredBy(operation, jobs);
  const wrong = steered.filter((one) => {
    const [row] = byIndex.get(one.index) ?? [];
    return isFinal(one.job) && one.job.announced && (row === undefined || !isTrue(one, row));
  });
  const since = step === 'paused' ? (memory.pausedSince ?? Infinity) : Infinity;
  return [
    ...missing(operation, byIndex),
    ...steered
      .filter((one) => set[one.index] !== one.steered)
      .map((one) => `${id} has steered ${one.steered}, which is not in its place.`),
    ...(new Set(steered.map(({ index }) => index)).size < steered.length
      ? [`${id} has steered a job twice.`]
      : []),
    ...(set.includes(id) ? [`${id} steers itself.`] : []),
    ...wrong.map((one) => `${id} has another result of ${one.steered} than the job itself.`),
    ...steered
      .filter(({ at }) => at > since + CLOCKS_DIFFER_MS)
      .map((one) => `${one.steered} of ${id} was steered during a pause.`),
  ];
}
