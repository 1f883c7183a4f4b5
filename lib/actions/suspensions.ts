import { closeSuspension as close, liftSuspension as lift, writeSuspension as write } from '../suspensions.ts';
import type { Attempt, Result } from './attempt.ts';

/** Writes the suspension, with the noted key's tags: from here on nothing of ours gives this channel a stream key. */
export async function writeSuspension({ store, channelId, jobId, memory, acceptedAt, requestedBy, reason }: Attempt): Promise<Result<'suspended'>> {
  await write(store, channelId, {
    suspendedAt: acceptedAt,
    by: requestedBy,
    ...(reason !== undefined && { reason }),
    jobId,
    streamKeyTags: memory.streamKeyTags ?? {},
  });
  return { outcome: 'suspended', memory: { suspended: true } };
}

/**
 * Takes the suspension away. From here on the channel counts as one whose key this job owes, so that an end without one says `keyless`. Nothing at IVS
 * has changed by it: who suspends again takes this job's place, and finds the tags.
 */
export async function liftSuspension({ store, channelId, clock }: Attempt): Promise<Result<'lifted' | 'notSuspended'>> {
  const suspension = await lift(store, channelId, clock.now());
  if (!suspension) return { outcome: 'notSuspended' };
  return { outcome: 'lifted', memory: { streamKeyTags: suspension.streamKeyTags, streamKeyRevoked: true } };
}

/** Forgets the suspension, now that the channel has its key. */
export async function closeSuspension({ store, channelId, clock }: Attempt): Promise<Result<'closed'>> {
  await close(store, channelId, clock.now());
  return { outcome: 'closed' };
}
