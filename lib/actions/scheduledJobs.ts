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
import type { ActionContext, ChildSubject, Result } from './context.ts';
import { endingSoon, tellPlayers } from './endingSoon.ts';
import type { ScheduledWork } from './inputs.ts';

/** How long a scheduled job tries to begin while another job locks the channel, in ms. */
const TRIES_FOR_MS = 3_600_000;
/** How often a job whose work can be taken back looks whether it was, in ms. */
const LOOKS_EVERY_MS = 3_600_000;
/** The outcomes of a child that has done what it was to do. */
const DONE: ReadonlySet<ChildOutcome> = new Set(['succeeded', 'detached', 'notAttached']);

/** An attempt of a job that begins the work of another one later. */
type Context = ActionContext<ScheduledWork> & FleetMembers;

/** The set of the job: the suspension, if the work can be taken back, and then the work. */
const channelsOf = ({ channelId, undoable }: ScheduledWork): string[] =>
  undoable ? [channelId, channelId] : [channelId];
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
 * channel. Safe to repeat.
 */
export const beginDarkening = (
  context: Context,
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged'>> =>
  begin(context, 0, { workflow: 'suspendChannel', input: {} });

/** Reads whether the suspension has ended, and how. */
export async function readWhetherDark({
  store,
  jobId,
  subject,
}: Context): Promise<Result<'notYet' | 'dark' | 'failed'>> {
  const [result] = await readResults(store, { subject, jobId }, 0, 1);
  if (!result) return { outcome: 'notYet' };
  const isDark = result.outcome === 'succeeded';
  return {
    outcome: isDark ? 'dark' : 'failed',
    memory: { done: 1, ...(isDark ? { suspended: true } : { failed: 1 }) },
    ...(isDark && { effect: true }),
  };
}

/**
 * Reads when the work is to begin; the time may have been moved since the request. `warn`: the
 * stream is to be told of its end first, and has not been told of this one. The work does not begin
 * before the time that the stream was told. `takenBack`: somebody has resumed the channel.
 */
export async function readWhetherDue({
  store,
  clock,
  subject,
  input,
  memory,
}: Context): Promise<Result<'notYet' | 'warn' | 'due' | 'takenBack'>> {
  const now = clock.now();
  if (input.undoable && !(await readSuspension(store, input.channelId)))
    return { outcome: 'takenBack', memory: { suspended: false } };
  const asked = (await readMovedTime(store, subject)) ?? input.startsAt;
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
 * Tells the stream that it will end, on our bus and to its players. A refusal of IVS does not keep
 * the work from its time: `untold`.
 */
export async function warnOfEnd(
  context: Context,
): Promise<Result<'warned' | 'untold' | 'notLive'>> {
  const { ivs, clock, input, memory, requestedBy } = context;
  const { graceMs = 0 } = input;
  const channelArn = context.channelArnOf(input.channelId);
  const endsAt = Math.max(memory.startsAt ?? input.startsAt, clock.now() + graceMs);
  const noted = { warnedFor: endsAt, startsAt: endsAt, lookAt: endsAt };
  try {
    const stream = await getStream(ivs, channelArn);
    if (typeof stream === 'string') return { outcome: 'notLive', memory: noted };
    await tellPlayers(ivs, { channelArn, endsAt });
    const { streamId = '' } = stream;
    const event = endingSoon({ channelArn, streamId, endsAt, because: requestedBy });
    return { outcome: 'warned', memory: noted, event };
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
    return { outcome: 'untold', memory: noted };
  }
}

/**
 * Begins the work as a child. `held`: another job locks the channel. Safe to repeat: the child is
 * the same.
 */
export const beginScheduledWork = (
  context: Context,
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged'>> =>
  begin(context, channelsOf(context.input).length - 1, context.input);

/** Begins one of the children of the job, by its index. */
async function begin(
  context: Context,
  index: number,
  work: Pick<ScheduledWork, 'workflow' | 'input'>,
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged'>> {
  const { store, clock, children, jobId, subject, fence, input, memory } = context;
  const { channelId } = input;
  const channels = channelsOf(input);
  if ((await context.unmanagedAmong([context.channelArnOf(channelId)])).size > 0)
    return { outcome: 'notManaged' };
  await appendChannels(store, { subject, jobId }, fence, 0, channels, clock.now());
  const known = (await isKnownLive(store, channelId)) ? { isKnownLive: true } : {};
  const item = itemAt(input, index);
  const word = await children.begin({ ...item, ...work, ...known });
  if (word === 'begun')
    return { outcome: 'begun', memory: { total: channels.length, begun: index + 1 } };
  const { triesUntil = clock.now() + TRIES_FOR_MS } = memory;
  return {
    outcome: clock.now() < triesUntil ? 'held' : 'locked',
    memory: { triesUntil },
  };
}

/** Reads how the work has ended. */
export async function readScheduledEnd({
  store,
  jobId,
  subject,
  input,
}: Context): Promise<Result<'notYet' | 'succeeded' | 'failed'>> {
  const total = channelsOf(input).length;
  const [result] = await readResults(store, { subject, jobId }, total - 1, 1);
  if (!result) return { outcome: 'notYet' };
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
  const total = channelsOf(input).length;
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
  const isDark = work > 0 && isDone(0) && !isWorkDone;
  return {
    outcome: 'stopped',
    memory: {
      ...set,
      done: items.length,
      ...(isWorkDone && { doneAnyway: true }),
      ...(work > 0 && { suspended: isDark }),
    },
    ...((isWorkDone || isDark) && { effect: true }),
  };
}
