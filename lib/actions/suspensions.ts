import * as suspensions from '../records/suspensions.ts';
import type { ChannelContext, Result } from './context.ts';

/**
 * Writes the suspension, with the noted key's tags: from here on nothing of ours gives this channel
 * a stream key.
 */
export async function writeSuspension({
  store,
  channelId,
  jobId,
  fence,
  memory,
  acceptedAt,
  requestedBy,
  reason,
  clock,
}: ChannelContext): Promise<Result<'suspended'>> {
  const suspension = {
    suspendedAt: acceptedAt,
    by: requestedBy,
    ...(reason !== undefined && { reason }),
    jobId,
    streamKeyTags: memory.streamKeyTags ?? {},
  };
  await suspensions.writeSuspension(store, channelId, fence, suspension, clock.now());
  return { outcome: 'suspended', memory: { suspended: true } };
}

/**
 * Notes that the channel is dark: until then the sweep takes the suspension up again by itself.
 * `unsettled`: a call of the job whose place this one took may still take effect, and give the
 * channel a key.
 */
export async function noteDark({
  store,
  channelId,
  fence,
  clock,
  unsettledUntil,
}: ChannelContext): Promise<Result<'noted' | 'unsettled'>> {
  if (clock.now() < unsettledUntil) return { outcome: 'unsettled' };
  await suspensions.noteDark(store, channelId, fence, clock.now());
  return { outcome: 'noted' };
}

/**
 * Lifts the suspension. From here on the channel counts as one whose key this job owes, so that an
 * end without a key says `keyless`. The step changes nothing at IVS: a new request to suspend takes
 * this job's place and finds the tags.
 */
export async function liftSuspension({
  store,
  channelId,
  fence,
  clock,
}: ChannelContext): Promise<Result<'lifted' | 'notSuspended'>> {
  const suspension = await suspensions.liftSuspension(store, channelId, fence, clock.now());
  if (!suspension) return { outcome: 'notSuspended', memory: { streamKeyRevoked: false } };
  return {
    outcome: 'lifted',
    memory: { streamKeyTags: suspension.streamKeyTags, streamKeyRevoked: true },
  };
}

/** Forgets the suspension of a channel that does not exist. */
export async function forgetSuspension({
  store,
  channelId,
  fence,
  clock,
}: ChannelContext): Promise<Result<'forgotten'>> {
  await suspensions.forgetSuspension(store, channelId, fence, clock.now());
  return { outcome: 'forgotten', memory: { suspended: false } };
}

/** Puts the suspension back that this job has lifted, since it could give the channel no key. */
export async function restoreSuspension({
  store,
  channelId,
  fence,
  clock,
  memory,
}: ChannelContext): Promise<Result<'restored' | 'nothingLifted'>> {
  if (
    !memory.streamKeyRevoked ||
    !(await suspensions.restoreSuspension(store, channelId, fence, clock.now()))
  )
    return { outcome: 'nothingLifted' };
  return { outcome: 'restored', memory: { streamKeyRevoked: false, suspended: true } };
}

/** Forgets the suspension, now that the channel has its key. */
export async function closeSuspension({
  store,
  channelId,
  fence,
  clock,
}: ChannelContext): Promise<Result<'closed'>> {
  await suspensions.closeSuspension(store, channelId, fence, clock.now());
  return { outcome: 'closed' };
}
