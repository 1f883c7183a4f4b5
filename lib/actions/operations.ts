import { readChildren, readResults, writeResult, type ChildResult } from '../records/childJobs.ts';
import { readOrders } from '../records/operations.ts';
import { readRejection, readWhetherApproved } from './approvals.ts';
import type { ChildSubject, Result } from './context.ts';
import { attemptsAt, type ItemEnd } from './operationItems.ts';
import {
  CHUNK,
  count,
  look,
  nextRange,
  OPERATION_MS,
  phaseEnd,
  PLAN_MS,
  progressOf,
  restsFor,
  type OperationContext,
  type Progress,
  type Rest,
} from './operationProgress.ts';

/**
 * The most items that wait for the job that locks their channel. Others are reported at once, so
 * that the operation goes on with those that nobody locks.
 */
const HELD_MAX = 50;
/** How long an operation with nothing else to do waits for such jobs, in ms. */
const HELD_MS = 10 * 60_000;
/** How long it takes until such items are tried again, in ms. */
const HELD_EVERY_MS = 30_000;
/** The number of results that are read at once. */
const PAGE = 100;

/**
 * Reads whether the plan has been applied, and approved if it needs that. A plan that is too old is
 * not applied any more.
 */
export async function readWhetherApplied(
  context: OperationContext,
): Promise<Result<'planned' | 'unapproved' | 'applied' | 'expired'>> {
  const { store, subject, clock, acceptedAt, input } = context;
  const { total, needsApproval } = input;
  const { appliedAt } = await readOrders(store, subject);
  if (appliedAt === undefined)
    return { outcome: clock.now() - acceptedAt >= PLAN_MS ? 'expired' : 'planned' };
  if (needsApproval !== true) return { outcome: 'applied', memory: { total } };
  const { outcome, memory } = await readWhetherApproved(context, appliedAt);
  return outcome === 'approved'
    ? { outcome: 'applied', memory: { ...memory, total } }
    : { outcome, ...(memory && { memory }) };
}

/**
 * Begins the next items of the set, as far as the orders, the canary, the failures and the number
 * of open items allow. Before each one it reads the orders and the results again, so no item begins
 * once a pause or the last failure is known. An item that is no longer selected is skipped. Safe to
 * repeat: an item that has begun is not begun again.
 */
export async function beginNextItems(
  context: OperationContext,
): Promise<Result<'more' | 'expired' | Rest>> {
  const { clock, acceptedAt } = context;
  const progress = progressOf(context.memory);
  const result = <Outcome extends 'more' | 'expired' | Rest>(
    outcome: Outcome,
  ): Result<Outcome> => ({
    outcome,
    memory: {
      ...progress,
      pausedSince: outcome === 'paused' ? (progress.pausedSince ?? clock.now()) : undefined,
      lookAt: progress.pausedFor === 'canary' ? progress.continueAt : undefined,
    },
    ...(progress.succeeded > 0 && { effect: true }),
  });
  if (clock.now() - acceptedAt >= OPERATION_MS) return result('expired');
  let rest = restsFor(context, progress, await look(context, progress));
  if (rest !== undefined) return result(rest);
  const items = await nextItems(context, progress);
  const attempt = await attemptsAt(context, items);
  for (const item of items) {
    rest = restsFor(context, progress, await look(context, progress));
    if (rest !== undefined) return result(rest);
    await beginItem(context, progress, item, attempt);
  }
  rest = restsFor(context, progress, await look(context, progress));
  if (rest !== undefined) return result(rest);
  // The items that are left are held, most of them by the jobs that lock their channels.
  return result(nextRange(context, progress).length > 0 ? 'more' : 'some');
}

/** Returns the items that are to be tried next: those that were held, and new ones. */
async function nextItems(context: OperationContext, progress: Progress): Promise<ChildSubject[]> {
  const { store, clock, subject, jobId } = context;
  const parent = { subject, jobId };
  const held: ChildSubject[] = [];
  const isTime = clock.now() - (progress.heldAt ?? 0) >= HELD_EVERY_MS;
  if (isTime) progress.heldAt = clock.now();
  for (const index of isTime ? progress.held : [])
    held.push(...(await readChildren(store, parent, index, 1)));
  const { from, length } = nextRange(context, progress);
  const fresh = length > 0 ? await readChildren(store, parent, from, length) : [];
  if (fresh.length < length)
    throw new Error(`The items from index ${from + fresh.length} on are missing.`);
  return [...held, ...fresh];
}

/** The end of an item that was held for too long. */
const LOCKED = {
  outcome: 'locked',
  message: 'Another job locked the channel for too long.',
} as const satisfies ItemEnd;
/** The end of an item that could not be held. */
const LOCKED_TOO = {
  outcome: 'locked',
  message: `Another job locks the channel, and ${HELD_MAX} channels wait for such jobs already.`,
} as const satisfies ItemEnd;
const CHANGING = {
  outcome: 'locked',
  message: 'The job changed too fast to be steered.',
} as const satisfies ItemEnd;

/** Begins one item, skips it, or leaves it for later because something holds it. */
async function beginItem(
  { store, clock, input, subject, jobId }: OperationContext,
  progress: Progress,
  item: ChildSubject,
  attempt: Awaited<ReturnType<typeof attemptsAt>>,
): Promise<void> {
  const isFresh = item.index >= progress.begun;
  progress.begun = Math.max(progress.begun, item.index + 1);
  const others = progress.held.filter((index) => index !== item.index);
  const leaves = (): void => {
    progress.held = others;
    if (others.length === 0) progress.heldUntil = undefined;
    progress.open.push(item.index);
  };
  const end = async (as: ItemEnd): Promise<void> => {
    // A crash may have come between this record and the write of the step; then the record stands.
    await writeResult(store, { subject, jobId }, { ...item, ...as }, clock.now());
    leaves();
  };
  const found = await attempt(item);
  if (found === 'begun') return leaves();
  if (found !== 'held') return end(found);
  const isPhaseBegun = progress.begun >= phaseEnd(input, progress);
  const hasNothingElse = isPhaseBegun && progress.open.length === 0;
  if (hasNothingElse) progress.heldUntil ??= clock.now() + HELD_MS;
  const isTooLate = hasNothingElse && clock.now() >= (progress.heldUntil ?? Infinity);
  if (isTooLate || (isFresh && others.length >= HELD_MAX)) {
    if (item.steered !== undefined) return end(CHANGING);
    return end(isTooLate ? LOCKED : LOCKED_TOO);
  }
  progress.held = [...others, item.index];
}

/**
 * Asks the next items that have not ended to stop. Items that wait stop at once, and those that
 * were never begun are recorded as such.
 */
export async function stopNextItems(
  context: OperationContext,
): Promise<Result<'more' | 'drained'>> {
  const { store, children, jobId, subject, memory } = context;
  const { total } = context.input;
  const { open = [], held = [], begun = 0 } = memory;
  const parent = { subject, jobId };
  // A plan that was never applied, or was rejected, has begun nothing.
  if (memory.total === undefined)
    return { outcome: 'drained', memory: await readRejection(context) };
  if (memory.stopped === undefined) {
    for (const index of [...open, ...held])
      for (const item of await readChildren(store, parent, index, 1)) await children.stop(item);
    return { outcome: begun < total ? 'more' : 'drained', memory: { stopped: begun } };
  }
  const items = await readChildren(store, parent, memory.stopped, CHUNK);
  await Promise.all(items.map((item) => children.stop(item)));
  const stopped = memory.stopped + items.length;
  return {
    outcome: items.length > 0 && stopped < total ? 'more' : 'drained',
    memory: { stopped },
  };
}

/** Counts the results again from the first one on, up to the first item that has not ended. */
export async function countItems({
  store,
  jobId,
  subject,
  memory,
  input: { total },
}: OperationContext): Promise<Result<'some' | 'all'>> {
  if (memory.total === undefined) return { outcome: 'all' };
  const progress = progressOf({ ...memory, open: [], held: [] });
  if (progress.counted !== true)
    Object.assign(progress, { counted: true, done: 0, succeeded: 0, skipped: 0, failed: 0 });
  for (let page: ChildResult[] = []; progress.done < total;) {
    const from = progress.done;
    page = await readResults(store, { subject, jobId }, from, PAGE);
    for (const result of page) if (result.index === progress.done) count(progress, result);
    if (progress.done - from < PAGE) break;
  }
  const isAll = progress.done >= total;
  return {
    outcome: isAll ? 'all' : 'some',
    memory: { ...progress, ...(isAll && { begun: total }) },
    ...(progress.succeeded > 0 && { effect: true }),
  };
}
