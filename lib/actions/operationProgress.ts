import { resultIn, resultKey, type ChildOutcome, type ChildResult } from '../records/childJobs.ts';
import { ordersIn, ordersKey, type Orders } from '../records/operations.ts';
import type { FleetMembers } from '../subjects.ts';
import type { ActionContext } from './context.ts';
import type { Operation } from './inputs.ts';
import type { JobState } from './jobState.ts';

// How far an operation is, and whether it may begin a further item. The actions are in
// operations.ts.

/** How long an operation may take, in ms: its set and its results are kept for longer. */
export const OPERATION_MS = 30 * 24 * 3_600_000;
/** How long a plan may be applied after it was made, in ms. */
export const PLAN_MS = 3_600_000;
/** The number of items that one attempt begins. */
export const CHUNK = 20;

/** The outcomes of items for which nothing had to be done. */
const UNNEEDED: ReadonlySet<ChildOutcome> = new Set([
  'skipped',
  'notFound',
  'notLive',
  'notSuspended',
  'hasStreamKey',
]);

/** Returns how the outcome of an item counts; undefined for an item that was not begun. */
export function countsAs(outcome: ChildOutcome): 'succeeded' | 'skipped' | 'failed' | undefined {
  if (outcome === 'succeeded') return outcome;
  if (outcome === 'notBegun') return undefined;
  return UNNEEDED.has(outcome) ? 'skipped' : 'failed';
}

/** An attempt of the job of an operation. */
export type OperationContext = ActionContext<Operation> & FleetMembers;

/** How far an operation is: the part of the state that the attempts change. */
export type Progress = { -readonly [Name in keyof JobState]: JobState[Name] } & {
  begun: number;
  done: number;
  succeeded: number;
  skipped: number;
  failed: number;
  open: number[];
  held: number[];
};

export const progressOf = (memory: Readonly<JobState>): Progress => ({
  ...memory,
  begun: memory.begun ?? 0,
  done: memory.done ?? 0,
  succeeded: memory.succeeded ?? 0,
  skipped: memory.skipped ?? 0,
  failed: memory.failed ?? 0,
  open: [...(memory.open ?? [])],
  held: [...(memory.held ?? [])],
});

/** Counts an item that has ended. */
export function count(progress: Progress, { outcome }: Pick<ChildResult, 'outcome'>): void {
  progress.done++;
  const group = countsAs(outcome);
  if (group) progress[group]++;
}

/** Reads the orders and counts the items that have ended, all of one moment. */
export async function look(
  { store, subject, jobId }: OperationContext,
  progress: Progress,
): Promise<Orders> {
  const parent = { subject, jobId };
  const [orders, ...results] = await store.getMany([
    ordersKey(subject),
    ...progress.open.map((index) => resultKey(parent, index)),
  ]);
  for (const result of results.map(resultIn)) {
    if (!result) continue;
    count(progress, result);
    progress.open = progress.open.filter((index) => index !== result.index);
  }
  return ordersIn(orders);
}

/**
 * Returns whether the operation is paused for a reason. A pause ends with the first resumption
 * after it began.
 */
function isPausedFor(
  progress: Progress,
  { resumes }: Orders,
  reason: 'canary' | 'failures',
): boolean {
  if (progress.pausedFor !== reason) {
    progress.pausedFor = reason;
    progress.resumesSeen = resumes;
  }
  if (resumes <= (progress.resumesSeen ?? 0)) return true;
  progress.pausedFor = undefined;
  return false;
}

/** Returns whether an operation waits for the judgement on its canary. */
function awaitsJudgement(
  { input, clock }: OperationContext,
  progress: Progress,
  orders: Orders,
): 'open' | boolean {
  const { canary, total } = input;
  if (canary === 0 || canary >= total || progress.judged || progress.begun < canary) return false;
  if (progress.open.length + progress.held.length > 0) return 'open';
  const { continueAfterMs } = orders;
  if (continueAfterMs !== undefined && progress.failed === 0)
    progress.continueAt ??= clock.now() + continueAfterMs;
  const isOver = progress.continueAt !== undefined && clock.now() >= progress.continueAt;
  if (!isOver && isPausedFor(progress, orders, 'canary')) return true;
  progress.judged = true;
  progress.continueAt = undefined;
  progress.pausedFor = undefined;
  return false;
}

/** Why no further item may begin now. */
export type Rest = 'some' | 'paused' | 'all' | 'incomplete';

/** Returns why no further item may begin now; undefined when one may. */
export function restsFor(
  context: OperationContext,
  progress: Progress,
  orders: Orders,
): Rest | undefined {
  const { input } = context;
  const { total, maxFailures = Infinity, concurrency } = input;
  const isOver = progress.done >= total;
  if (isOver) return progress.failed > 0 ? 'incomplete' : 'all';
  if (orders.isPaused) {
    if (progress.pausedFor !== 'order') progress.alsoPausedFor = progress.pausedFor;
    progress.pausedFor = 'order';
    return 'paused';
  }
  // The resumption that ends an order also ends the pause that had begun before it.
  if (progress.pausedFor === 'order') progress.pausedFor = progress.alsoPausedFor;
  progress.alsoPausedFor = undefined;
  if (progress.failed - (progress.accepted ?? 0) >= maxFailures) {
    if (isPausedFor(progress, orders, 'failures')) return 'paused';
    progress.accepted = progress.failed;
    if (progress.begun >= input.canary) progress.judged = true;
  }
  const judgement = awaitsJudgement(context, progress, orders);
  if (judgement === true) return 'paused';
  if (progress.begun === total && progress.held.length === 0) return 'some';
  if (judgement === 'open' && progress.held.length === 0) return 'some';
  return progress.open.length >= concurrency ? 'some' : undefined;
}

/** Returns the number of items that may be begun before the next judgement. */
export const phaseEnd = (
  { total, canary }: Pick<Operation, 'total' | 'canary'>,
  { judged }: Pick<Progress, 'judged'>,
): number => (judged || canary === 0 ? total : Math.min(total, canary));

/** Returns where the next new items begin, and how many an attempt may begin. */
export function nextRange(
  { input }: Pick<OperationContext, 'input'>,
  progress: Progress,
): { from: number; length: number } {
  const { concurrency } = input;
  const { begun, open } = progress;
  const end = phaseEnd(input, progress);
  const free = Math.max(0, concurrency - open.length);
  return { from: begun, length: Math.max(0, Math.min(CHUNK, end - begun, free)) };
}
