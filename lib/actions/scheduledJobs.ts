import {
  appendChannels,
  readChildren,
  readResults,
  type ChildOutcome,
  type ChildResult,
} from '../records/childJobs.ts';
import { fixDueTime } from '../records/scheduledJobs.ts';
import { isKnownLive } from '../records/streamSessions.ts';
import { readRejection } from './approvals.ts';
import type { ChildRequest, ChildSubject, Result, ScheduledContext } from './context.ts';
import type { ScheduledWork } from './inputs.ts';
import type { JobState } from './jobState.ts';
import { readWhetherDue } from './scheduledTimes.ts';
import { isStillSuspended, LOOKS_EVERY_MS, readTime, readWhetherUndone } from './scheduledState.ts';

/** How long a scheduled job tries to begin while another job locks the channel, in ms. */
const TRIES_FOR_MS = 3_600_000;
/** How often work that gives way to other work is begun again. */
const GIVES_WAY_MAX = 20;
/** The outcomes of a child that has done what it was to do. */
const DONE: ReadonlySet<ChildOutcome> = new Set(['succeeded', 'detached', 'notAttached']);

/** The set of the job: the suspension, if the work can be taken back, then each try of the work. */
const channelsOf = ({ input, memory }: Pick<ScheduledContext, 'input' | 'memory'>): string[] =>
  Array.from({ length: (input.undoable ? 2 : 1) + (memory.gaveWay ?? 0) }, () => input.channelId);
const itemAt = ({ channelId }: ScheduledWork, index: number): ChildSubject => ({
  index,
  subject: `channel/${channelId}`,
});

/**
 * Begins the suspension of a channel whose work can be taken back. `held`: another job locks the
 * channel. `takenBack`: this work is done again, and somebody has resumed the channel since it was
 * suspended for it; `gone`: or has deleted it. Safe to repeat.
 */
export async function beginDarkening(
  context: ScheduledContext,
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged' | 'takenBack' | 'gone'>> {
  const { input, memory, acceptedAt } = context;
  const undone = memory.suspendedAt === undefined ? 'stands' : await readWhetherUndone(context);
  if (undone !== 'stands') return { outcome: undone, memory: { suspended: false } };
  const askedMs = input.startsAt - acceptedAt;
  const undoMs = memory.undoMs ?? (askedMs > 0 ? askedMs : LOOKS_EVERY_MS);
  const { outcome, ...rest } = await begin(context, 0, { workflow: 'suspendChannel', input: {} });
  const startsAt = await readTime(context);
  return { outcome, memory: { ...rest.memory, undoMs, startsAt } };
}

/**
 * Begins the work as a child. `held`: another job locks the channel. `notDue`: the work was moved
 * or taken back since it was found due. Safe to repeat: the child is the same.
 */
export async function beginScheduledWork(
  context: ScheduledContext,
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged' | 'notDue'>> {
  const { store, clock, subject, input, acceptedAt } = context;
  let notDue: JobState | undefined;
  const result = await begin(context, channelsOf(context).length - 1, input, async (lockedBy) => {
    const { outcome, memory = {} } = await readWhetherDue(context);
    // A resumption that is under way is about to take the work back.
    if (outcome === 'due' && input.undoable && lockedBy === 'resumeChannel') return false;
    // From here on the time is not moved, so nobody is told another one for work that begins now.
    if (outcome === 'due' && (await fixDueTime(store, { subject, acceptedAt }, clock.now())))
      return true;
    notDue = memory;
    return false;
  });
  return notDue ? { outcome: 'notDue', memory: notDue } : result;
}

/** Begins one of the children of the job, by its index. */
async function begin(
  context: ScheduledContext,
  index: number,
  work: Pick<ScheduledWork, 'workflow' | 'input'>,
  mayBegin?: ChildRequest['mayBegin'],
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged'>> {
  const { store, clock, children, jobId, subject, fence, input, memory } = context;
  const { channelId } = input;
  const channels = channelsOf(context);
  if ((await context.unmanagedAmong([context.channelArnOf(channelId)])).size > 0)
    return { outcome: 'notManaged' };
  await appendChannels(store, { subject, jobId }, fence, 0, channels, clock.now());
  const known = (await isKnownLive(store, channelId)) ? { isKnownLive: true } : {};
  const item = itemAt(input, index);
  const word = await children.begin({ ...item, ...work, ...known, ...(mayBegin && { mayBegin }) });
  if (word === 'begun') {
    // Work that is begun again tries for its whole time.
    const memory = { total: channels.length, begun: index + 1, triesUntil: undefined };
    return { outcome: 'begun', memory };
  }
  const { triesUntil = clock.now() + TRIES_FOR_MS } = memory;
  return {
    outcome: clock.now() < triesUntil ? 'held' : 'locked',
    memory: { triesUntil },
  };
}

/**
 * Reads how the work has ended. `again`: other work has taken its place before it was done, so it
 * is begun again after that.
 */
export async function readScheduledEnd(
  context: ScheduledContext,
): Promise<Result<'notYet' | 'succeeded' | 'failed' | 'again'>> {
  const { store, jobId, subject, memory } = context;
  const total = channelsOf(context).length;
  const [result] = await readResults(store, { subject, jobId }, total - 1, 1);
  if (!result) return { outcome: 'notYet' };
  const { gaveWay = 0 } = memory;
  if (result.outcome === 'superseded' && gaveWay < GIVES_WAY_MAX)
    return { outcome: 'again', memory: { done: total, gaveWay: gaveWay + 1 } };
  const isDone = DONE.has(result.outcome);
  return {
    outcome: isDone ? 'succeeded' : 'failed',
    memory: { done: total, ...(!isDone && { failed: 1 }) },
    ...(isDone && { effect: true }),
  };
}

/**
 * Asks the work to stop, if it has begun. `stopped`: it has ended, or has never begun; `going`: it
 * is in the middle of a call. A suspension stays.
 */
export async function stopScheduledWork(
  context: ScheduledContext,
): Promise<Result<'stopped' | 'going'>> {
  const { store, children, jobId, subject, input, memory } = context;
  const parent = { subject, jobId };
  const total = channelsOf(context).length;
  const items = await readChildren(store, parent, 0, total);
  if (items.length === 0) return { outcome: 'stopped', memory: await readRejection(context) };
  const read = (): Promise<ChildResult[]> => readResults(store, parent, 0, items.length);
  let results = await read();
  for (const item of items) {
    if (results.some(({ index }) => index === item.index)) continue;
    await children.stop(item);
    results = await read();
  }
  const set = { total: items.length, begun: items.length };
  if (results.length < items.length) return { outcome: 'going', memory: set };
  const isDone = (index: number): boolean => DONE.has(results[index]?.outcome ?? 'failed');
  const work = total - 1;
  const isWorkDone = isDone(work);
  const isUndoable = input.undoable === true;
  // The result of the suspension is not kept for as long as work can be ahead.
  const isSuspended = memory.suspended === true || isDone(0);
  const isDark = isUndoable && isSuspended && !isWorkDone && (await isStillSuspended(context));
  return {
    outcome: 'stopped',
    memory: {
      ...set,
      done: items.length,
      ...(isWorkDone && { doneAnyway: true }),
      ...(isUndoable && { suspended: isDark }),
    },
    ...((isWorkDone || isDark) && { effect: true }),
  };
}
