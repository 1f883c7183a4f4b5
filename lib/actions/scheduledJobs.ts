import {
  appendChannels,
  readChildren,
  readResults,
  type ChildOutcome,
} from '../records/childJobs.ts';
import { readMovedTime } from '../records/scheduledJobs.ts';
import { isKnownLive } from '../records/streamSessions.ts';
import type { FleetMembers } from '../subjects.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { getStream } from '../ivs/streams.ts';
import { readWhetherApproved } from './approvals.ts';
import type { ActionContext, ChildSubject, Result } from './context.ts';
import { endingSoon, tellPlayers } from './endingSoon.ts';
import type { ScheduledWork } from './inputs.ts';

/** How long a scheduled job tries to begin while another job locks the channel, in ms. */
const TRIES_FOR_MS = 3_600_000;
/** The outcomes of a child that has done what it was to do. */
const DONE: ReadonlySet<ChildOutcome> = new Set(['succeeded', 'detached', 'notAttached']);

/** An attempt of a job that begins the work of another one later. */
type Context = ActionContext<ScheduledWork> & FleetMembers;

/** The only item of the job's set. */
const itemOf = ({ input }: Context): ChildSubject => ({
  index: 0,
  subject: `channel/${input.channelId}`,
});

/** Reads whether the work may begin: at once, unless it needs a second person. */
export async function readApproval(
  context: Context,
): Promise<Result<'approved' | 'unapproved' | 'expired'>> {
  return context.input.needsApproval === true
    ? readWhetherApproved(context, context.acceptedAt)
    : { outcome: 'approved' };
}

/**
 * Reads when the work is to begin; the time may have been moved since the request. `warn`: the
 * stream is to be told of its end first, and has not been told of this one. The work does not begin
 * before the time that the stream was told.
 */
export async function readWhetherDue({
  store,
  clock,
  subject,
  input,
  memory,
}: Context): Promise<Result<'notYet' | 'warn' | 'due'>> {
  const asked = (await readMovedTime(store, subject)) ?? input.startsAt;
  const { graceMs } = input;
  const { warnedFor = 0 } = memory;
  const now = clock.now();
  if (graceMs === undefined || warnedFor >= asked) {
    const startsAt = Math.max(asked, warnedFor);
    return {
      outcome: now < startsAt ? 'notYet' : 'due',
      memory: { startsAt, lookAt: startsAt },
    };
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
export async function beginScheduledWork(
  context: Context,
): Promise<Result<'begun' | 'held' | 'locked' | 'notManaged'>> {
  const { store, clock, children, jobId, subject, fence, input, memory } = context;
  const item = itemOf(context);
  const { channelId } = input;
  if ((await context.unmanagedAmong([context.channelArnOf(channelId)])).size > 0)
    return { outcome: 'notManaged' };
  await appendChannels(store, { subject, jobId }, fence, 0, [channelId], clock.now());
  const known = (await isKnownLive(store, channelId)) ? { isKnownLive: true } : {};
  const { workflow } = input;
  const word = await children.begin({ ...item, workflow, input: input.input, ...known });
  if (word === 'begun') return { outcome: 'begun', memory: { total: 1, begun: 1 } };
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
}: Context): Promise<Result<'notYet' | 'succeeded' | 'failed'>> {
  const [result] = await readResults(store, { subject, jobId }, 0, 1);
  if (!result) return { outcome: 'notYet' };
  const isDone = DONE.has(result.outcome);
  return {
    outcome: isDone ? 'succeeded' : 'failed',
    memory: { done: 1, ...(!isDone && { failed: 1 }) },
    ...(isDone && { effect: true }),
  };
}

/**
 * Asks the work to stop, if it has begun. `stopped`: it has ended, or has never begun; `going`: it
 * is in the middle of a call.
 */
export async function stopScheduledWork(context: Context): Promise<Result<'stopped' | 'going'>> {
  const { store, children, jobId, subject } = context;
  const [item] = await readChildren(store, { subject, jobId }, 0, 1);
  if (!item) return { outcome: 'stopped' };
  const parent = { subject, jobId };
  let [result] = await readResults(store, parent, 0, 1);
  if (!result) {
    await children.stop(item);
    [result] = await readResults(store, parent, 0, 1);
  }
  const set = { total: 1, begun: 1 };
  if (!result) return { outcome: 'going', memory: set };
  const isDone = DONE.has(result.outcome);
  return {
    outcome: 'stopped',
    memory: { ...set, done: 1, ...(isDone && { doneAnyway: true }) },
    ...(isDone && { effect: true }),
  };
}
