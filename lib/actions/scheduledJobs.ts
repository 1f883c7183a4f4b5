import type { SentEvent } from '../bus.ts';
import {
  appendChannels,
  readChildren,
  readResults,
  type ChildOutcome,
  type ChildResult,
} from '../records/childJobs.ts';
import { readMovedTime } from '../records/scheduledJobs.ts';
import { isKnownLive } from '../records/streamSessions.ts';
import { readSuspension } from '../records/suspensions.ts';
import type { FleetMembers } from '../subjects.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { getStream } from '../ivs/streams.ts';
import { readRejection, readWhetherApproved } from './approvals.ts';
import type { ActionContext, ChildRequest, ChildSubject, Result } from './context.ts';
import { endingSoon, tellPlayers } from './endingSoon.ts';
import type { ScheduledWork } from './inputs.ts';
import type { JobState } from './jobState.ts';
import { isSpared } from './protection.ts';

/** How long a scheduled job tries to begin while another job locks the channel, in ms. */
const TRIES_FOR_MS = 3_600_000;
/** How often a job whose work can be taken back looks whether it was, in ms. */
const LOOKS_EVERY_MS = 3_600_000;
/** How often work that gives way to other work is begun again. */
const GIVES_WAY_MAX = 20;
/** The outcomes of a child that has done what it was to do. */
const DONE: ReadonlySet<ChildOutcome> = new Set(['succeeded', 'detached', 'notAttached']);

/** An attempt of a job that begins the work of another one later. */
type Context = ActionContext<ScheduledWork> & FleetMembers;

/** The set of the job: the suspension, if the work can be taken back, then each try of the work. */
const channelsOf = ({ input, memory }: Pick<Context, 'input' | 'memory'>): string[] =>
  Array.from({ length: (input.undoable ? 2 : 1) + (memory.gaveWay ?? 0) }, () => input.channelId);
const itemAt = ({ channelId }: ScheduledWork, index: number): ChildSubject => ({
  index,
  subject: `channel/${channelId}`,
});

/** Reads whether the job may begin: at once, unless it needs a second person. */
export async function readApproval(
  context: Context,
): Promise<Result<'approved' | 'approvedUndoable' | 'unapproved' | 'expired'>> {
  const { input, acceptedAt } = context;
  const approved = input.undoable ? 'approvedUndoable' : 'approved';
  if (input.needsApproval !== true) return { outcome: approved };
  const { outcome, ...read } = await readWhetherApproved(context, acceptedAt);
  return { ...read, outcome: outcome === 'approved' ? approved : outcome };
}

/**
 * Begins the suspension of a channel whose work can be taken back. `held`: another job locks the
 * channel. `takenBack`: this work is done again, and somebody has resumed the channel since it was
 * suspended for it. Safe to repeat.
 */
export async function beginDarkening(
  context: Context,
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged' | 'takenBack'>> {
  const { input, memory, acceptedAt } = context;
  if (memory.suspendedAt !== undefined && !(await isStillSuspended(context)))
    return { outcome: 'takenBack', memory: { suspended: false } };
  const askedMs = input.startsAt - acceptedAt;
  const undoMs = memory.undoMs ?? (askedMs > 0 ? askedMs : LOOKS_EVERY_MS);
  const { outcome, ...rest } = await begin(context, 0, { workflow: 'suspendChannel', input: {} });
  return { outcome, memory: { ...rest.memory, undoMs } };
}

/** Returns whether the channel is suspended, and was never resumed since this work saw it dark. */
async function isStillSuspended({ store, input, memory }: Context): Promise<boolean> {
  const { suspendedAt } = (await readSuspension(store, input.channelId)) ?? {};
  return suspendedAt !== undefined && suspendedAt === (memory.suspendedAt ?? suspendedAt);
}

/**
 * Reads whether the suspension has ended, and how. The time in which the work can be taken back
 * begins when the channel is dark: an approval, or an outage, takes nothing from it.
 */
export async function readWhetherDark({
  store,
  clock,
  jobId,
  subject,
  input,
  memory,
}: Context): Promise<Result<'notYet' | 'dark' | 'failed'>> {
  const [result] = await readResults(store, { subject, jobId }, 0, 1);
  if (!result) return { outcome: 'notYet' };
  if (result.outcome !== 'succeeded') return { outcome: 'failed', memory: { done: 1, failed: 1 } };
  const { suspendedAt } = (await readSuspension(store, input.channelId)) ?? {};
  const undoUntil = memory.undoUntil ?? clock.now() + (memory.undoMs ?? 0);
  return {
    outcome: 'dark',
    memory: {
      done: 1,
      suspended: true,
      undoUntil,
      ...(suspendedAt !== undefined && { suspendedAt }),
    },
    effect: true,
  };
}

/**
 * Reads when the work is to begin; the time may have been moved since the request. `warn`: the
 * stream is to be told of its end first, and has not been told of this one. The work does not begin
 * before the time that the stream was told. `takenBack`: somebody has resumed the channel.
 */
export async function readWhetherDue(
  context: Context,
): Promise<Result<'notYet' | 'warn' | 'due' | 'takenBack'>> {
  const { store, clock, subject, input, memory, acceptedAt } = context;
  const now = clock.now();
  if (input.undoable && !(await isStillSuspended(context)))
    return { outcome: 'takenBack', memory: { suspended: false } };
  const moved = await readMovedTime(store, subject);
  // A time before this job was asked for was meant for the job that this one does again.
  const asked =
    moved !== undefined && moved > acceptedAt
      ? moved
      : Math.max(input.startsAt, memory.undoUntil ?? 0);
  const { graceMs } = input;
  const { warnedFor = 0 } = memory;
  if (graceMs === undefined || warnedFor >= asked) {
    const startsAt = Math.max(asked, warnedFor);
    const lookAt = input.undoable ? Math.min(startsAt, now + LOOKS_EVERY_MS) : startsAt;
    return { outcome: now < startsAt ? 'notYet' : 'due', memory: { startsAt, lookAt } };
  }
  const lookAt = asked - graceMs;
  return { outcome: now < lookAt ? 'notYet' : 'warn', memory: { startsAt: asked, lookAt } };
}

/**
 * Tells the stream that it will end, on our bus and to its players. A refusal that passes is
 * retried until the time of the work; after that it does not keep the work from its time: `untold`.
 * So is the stream of a protected channel, because it will go on.
 */
export async function warnOfEnd(
  context: Context,
): Promise<Result<'warned' | 'untold' | 'notLive'>> {
  const { ivs, clock, input, memory, requestedBy } = context;
  const { graceMs = 0 } = input;
  const channelArn = context.channelArnOf(input.channelId);
  const startsAt = memory.startsAt ?? input.startsAt;
  const endsAt = Math.max(startsAt, clock.now() + graceMs);
  const noted = { warnedFor: endsAt, startsAt: endsAt, lookAt: endsAt };
  let event: SentEvent | undefined;
  try {
    if (await isSpared(context, channelArn)) return { outcome: 'untold', memory: noted };
    const stream = await getStream(ivs, channelArn);
    if (typeof stream === 'string') return { outcome: 'notLive', memory: noted };
    const { streamId = '' } = stream;
    event = endingSoon({ channelArn, streamId, endsAt, because: requestedBy });
    await tellPlayers(ivs, { channelArn, endsAt });
    return { outcome: 'warned', memory: noted, event };
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
    const isPassing = error.class === 'throttled' || error.class === 'unavailable';
    if (isPassing && clock.now() < startsAt) throw error;
    return { outcome: 'untold', memory: noted, ...(event && { event }) };
  }
}

/**
 * Begins the work as a child. `held`: another job locks the channel. `notDue`: the work was moved
 * or taken back since it was found due. Safe to repeat: the child is the same.
 */
export async function beginScheduledWork(
  context: Context,
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged' | 'notDue'>> {
  const { input } = context;
  let memory: JobState | undefined;
  const result = await begin(context, channelsOf(context).length - 1, input, async (lockedBy) => {
    const read = await readWhetherDue(context);
    if (read.outcome !== 'due') ({ memory = {} } = read);
    // A resumption that is under way is about to take the work back.
    return read.outcome === 'due' && !(input.undoable && lockedBy === 'resumeChannel');
  });
  return memory ? { outcome: 'notDue', memory } : result;
}

/** Begins one of the children of the job, by its index. */
async function begin(
  context: Context,
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
  context: Context,
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
export async function stopScheduledWork(context: Context): Promise<Result<'stopped' | 'going'>> {
  const { store, children, jobId, subject, input } = context;
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
  const isDark = isUndoable && isDone(0) && !isWorkDone;
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
