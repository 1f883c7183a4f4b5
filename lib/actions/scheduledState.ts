import { readMovedTime } from '../records/scheduledJobs.ts';
import { readSuspension } from '../records/suspensions.ts';
import type { ScheduledContext } from './context.ts';

/** How often a job whose work can be taken back looks whether it was, in ms. */
export const LOOKS_EVERY_MS = 3_600_000;

/** Returns whether the channel is suspended, and was never resumed since this work saw it dark. */
export async function isStillSuspended({
  store,
  input,
  memory,
}: ScheduledContext): Promise<boolean> {
  const { suspendedAt } = (await readSuspension(store, input.channelId)) ?? {};
  return suspendedAt !== undefined && suspendedAt === (memory.suspendedAt ?? suspendedAt);
}

/** Reads when the work is to begin; the time may have been moved since the request. */
export async function readTime({
  store,
  subject,
  input,
  memory,
  acceptedAt,
}: ScheduledContext): Promise<number> {
  const moved = await readMovedTime(store, { subject, acceptedAt });
  return moved ?? Math.max(input.startsAt, memory.undoUntil ?? 0);
}
