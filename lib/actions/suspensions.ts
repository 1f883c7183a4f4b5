import * as suspensions from '../records/suspensions.ts';
import type { ChannelContext, Result } from './context.ts';

/**
 * Writes the suspension, with the noted key's tags. From here on none of our jobs gives this
 * channel a stream key.
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
  const stoodBefore = await suspensions.writeSuspension(
    store,
    channelId,
    fence,
    suspension,
    clock.now(),
  );
  return {
    outcome: 'suspended',
    memory: { suspended: true, stoodBefore },
  };
}

/** Takes back the suspension that this job has written, because the channel is protected. */
export async function withdrawSuspension({
  store,
  channelId,
  fence,
  clock,
}: ChannelContext): Promise<Result<'withdrawn'>> {
  await suspensions.forgetSuspension(store, channelId, fence, clock.now());
  return { outcome: 'withdrawn', memory: { suspended: false } };
}

/**
 * Notes that the channel is dark; until then the sweep takes the suspension up again by itself.
 * `unsettled`: a call of the job whose place this one took may still take effect and give the
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
 * Lifts the suspension. From here on the job owes the channel a key, so an end without a key says
 * `keyless`. The step changes nothing in IVS: a new request to suspend takes this job's place and
 * finds the tags.
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

/** Deletes the suspension record of a channel that does not exist. */
export async function forgetSuspension({
  store,
  channelId,
  fence,
  clock,
}: ChannelContext): Promise<Result<'forgotten'>> {
  await suspensions.forgetSuspension(store, channelId, fence, clock.now());
  return { outcome: 'forgotten', memory: { suspended: false } };
}

/**
 * Restores the suspension that this job has lifted, because it could not give the channel a key.
 */
export async function restoreSuspension({
  store,
  channelId,
  fence,
  clock,
  memory,
}: ChannelContext): Promise<Result<'restored' | 'nothingLifted'>> {
  if (!memory.streamKeyRevoked) return { outcome: 'nothingLifted' };
  const stands = { streamKeyRevoked: false, suspended: true };
  if (await suspensions.restoreSuspension(store, channelId, fence, clock.now()))
    return { outcome: 'restored', memory: stands };
  // The lifting, whose outcome the job never heard, has not taken place.
  const isSuspended = await suspensions.readSuspension(store, channelId);
  return { outcome: 'nothingLifted', ...(isSuspended && { memory: stands }) };
}

/** Closes the suspension, now that the channel has its key. */
export async function closeSuspension({
  store,
  channelId,
  fence,
  clock,
}: ChannelContext): Promise<Result<'closed'>> {
  await suspensions.closeSuspension(store, channelId, fence, clock.now());
  return { outcome: 'closed' };
}
