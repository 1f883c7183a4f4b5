import type { SentEvent } from '../bus.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { getStream } from '../ivs/streams.ts';
import { readResults } from '../records/childJobs.ts';
import { readSuspension } from '../records/suspensions.ts';
import { readWhetherApproved } from './approvals.ts';
import type { Result, ScheduledContext } from './context.ts';
import { endingSoon, tellPlayers } from './endingSoon.ts';
import type { JobState } from './jobState.ts';
import { isSpared } from './protection.ts';
import { LOOKS_EVERY_MS, readTime, readWhetherUndone } from './scheduledState.ts';

// A scheduled job waits for its approval, for the channel to be dark and for its time, in this
// order, and warns the stream. Its beginning is in scheduledJobs.ts.

/** Reads whether the job may begin: at once, unless it needs a second person. */
export async function readApproval(
  context: ScheduledContext,
): Promise<Result<'approved' | 'approvedUndoable' | 'unapproved' | 'expired'>> {
  const { input, acceptedAt } = context;
  const approved = input.undoable ? 'approvedUndoable' : 'approved';
  if (input.needsApproval !== true) return { outcome: approved };
  const { outcome, memory } = await readWhetherApproved(context, acceptedAt);
  // The second person is to see the time that stands.
  const startsAt = await readTime(context);
  return { outcome: outcome === 'approved' ? approved : outcome, memory: { ...memory, startsAt } };
}

/**
 * Reads whether the suspension has ended, and how. The time in which the work can be taken back
 * begins when the channel is dark: an approval, or an outage, takes nothing from it.
 */
export async function readWhetherDark(
  context: ScheduledContext,
): Promise<Result<'notYet' | 'dark' | 'failed'>> {
  const { store, clock, jobId, subject, input, memory } = context;
  const [result] = await readResults(store, { subject, jobId }, 0, 1);
  if (!result) return { outcome: 'notYet', memory: { startsAt: await readTime(context) } };
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
 * before the time that the stream was told. `takenBack`: somebody has resumed the channel; `gone`:
 * somebody has deleted it.
 */
export async function readWhetherDue(
  context: ScheduledContext,
): Promise<Result<'notYet' | 'warn' | 'due' | 'takenBack' | 'gone'>> {
  const { clock, input, memory } = context;
  const now = clock.now();
  const undone = input.undoable ? await readWhetherUndone(context) : 'stands';
  if (undone !== 'stands') return { outcome: undone, memory: { suspended: false } };
  const asked = await readTime(context);
  const { graceMs } = input;
  const { warnedFor = 0 } = memory;
  // Work that was moved while it was held tries for its whole time again.
  const moved = { triesUntil: undefined };
  if (graceMs === undefined || warnedFor >= asked) {
    const startsAt = Math.max(asked, warnedFor);
    const lookAt = input.undoable ? Math.min(startsAt, now + LOOKS_EVERY_MS) : startsAt;
    return now < startsAt
      ? { outcome: 'notYet', memory: { startsAt, lookAt, ...moved } }
      : { outcome: 'due', memory: { startsAt, lookAt } };
  }
  const lookAt = asked - graceMs;
  return {
    outcome: now < lookAt ? 'notYet' : 'warn',
    memory: { startsAt: asked, lookAt, ...moved },
  };
}

/**
 * Tells the stream that it will end, on our bus and to its players. A refusal that passes is
 * retried until the time of the work; after that it does not keep the work from its time: `untold`.
 * So is the stream of a protected channel, because it will go on.
 */
export async function warnOfEnd(
  context: ScheduledContext,
): Promise<Result<'warned' | 'untold' | 'notLive'>> {
  const { ivs, clock, input, memory, requestedBy } = context;
  const { graceMs = 0 } = input;
  const channelArn = context.channelArnOf(input.channelId);
  const startsAt = memory.startsAt ?? input.startsAt;
  const endsAt = Math.max(startsAt, clock.now() + graceMs);
  const noted = (at: number): JobState => ({ warnedFor: at, startsAt: at, lookAt: at });
  // An end that nobody is told has its own time: there is no grace to keep.
  const asAsked = noted(startsAt);
  let event: SentEvent | undefined;
  try {
    if (await isSpared(context, channelArn)) return { outcome: 'untold', memory: asAsked };
    const stream = await getStream(ivs, channelArn);
    if (typeof stream === 'string') return { outcome: 'notLive', memory: asAsked };
    const { streamId = '' } = stream;
    event = endingSoon({ channelArn, streamId, endsAt, because: requestedBy });
    await tellPlayers(ivs, { channelArn, endsAt });
    return { outcome: 'warned', memory: noted(endsAt), event };
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
    const isPassing = error.class === 'throttled' || error.class === 'unavailable';
    if (isPassing && clock.now() < startsAt) throw error;
    return event
      ? { outcome: 'untold', memory: noted(endsAt), event }
      : { outcome: 'untold', memory: asAsked };
  }
}
