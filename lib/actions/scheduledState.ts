import { getChannel } from '../ivs/channels.ts';
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

/**
 * Reads whether the work is taken back. `takenBack`: somebody has resumed the channel; `gone`: it
 * was deleted, which ends its suspension as well; `stands`: neither.
 */
export async function readWhetherUndone(
  context: ScheduledContext,
): Promise<'stands' | 'takenBack' | 'gone'> {
  if (await isStillSuspended(context)) return 'stands';
  const channel = await getChannel(context.ivs, context.channelArnOf(context.input.channelId));
  return channel === 'notFound' ? 'gone' : 'takenBack';
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
