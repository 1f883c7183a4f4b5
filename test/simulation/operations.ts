import { countsAs } from '../../lib/actions/operationProgress.ts';
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
    const children = jobs.filter(({ parent }) => parent?.jobId === operation.id);
    return [
      ...strangers(operation, children, items),
      ...results(operation, children, items),
      ...tooLate(operation, children),
    ];
  });
}

const idIn = (subject: string): string => subject.slice(subject.indexOf('/') + 1);

const under = (items: readonly Item[], { subject, id }: Job, prefix: string): Item[] =>
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

/** Returns the items without a result, and those whose result is not that of their child. */
function results(operation: Job, children: readonly Job[], items: readonly Item[]): string[] {
  const { id, memory, input } = operation;
  const rows = under(items, operation, 'result');
  const byIndex = Map.groupBy(rows, ({ index }) => Number(index));
  // An abandoned operation leaves its items to find out by themselves.
  const isWhole =
    isFinal(operation) &&
    memory.total !== undefined &&
    operation.cancel?.result !== 'abandoned' &&
    operation.ending !== 'expired';
  const missing = Array.from({ length: Number(input.total) }, (_, index) => index).filter(
    (index) => isWhole && byIndex.get(index)?.length !== 1,
  );
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
    ...missing.map((index) => `${id} has no result of its item ${index}.`),
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
