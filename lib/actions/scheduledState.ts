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
