import { idOf } from '../arns.ts';
import { FIRST_FENCE } from '../records/fences.ts';
import type { OperationName } from '../ivs/operations.ts';
import * as streamKeys from '../ivs/streamKeys.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import { readStreamKeyDeletion, writeStreamKeyRow } from '../records/streamKeyAges.ts';
import { readSuspension } from '../records/suspensions.ts';
import {
  needing,
  ownTags,
  type ActionContext,
  type ChannelContext,
  type Result,
} from './context.ts';
import { isStreamKeyRequest } from './inputs.ts';
import type { JobState } from './jobState.ts';
import { notFoundUnlessNew, notShownYet } from './lagging.ts';
import { lookWhetherLive } from './streams.ts';

/**
 * Notes the ARN and tags of the channel's stream key, so that the steps after it name exactly this
 * key and not just any key. A key that this job has revoked may still be listed for a while; it
 * stays revoked.
 */
export async function noteStreamKey(
  context: ChannelContext,
): Promise<Result<'noted' | 'none' | 'notFound'>> {
  const keys = await streamKeys.listStreamKeys(context.ivs, context.channelArn);
  if (keys === 'notFound') return { outcome: await notFoundUnlessNew(context, 'ListStreamKeys') };
  const [key] = keys;
  if (!key?.arn) return { outcome: 'none' };
  const { streamKeyArn, streamKeyRevoked = false, streamKeyRevokedAt } = context.memory;
  const lags = key.arn === streamKeyArn && streamKeyRevoked && streamKeyRevokedAt !== undefined;
  const revoked = lags
    ? { streamKeyRevoked, streamKeyRevokedAt }
    : { streamKeyRevoked: false, streamKeyRevokedAt: undefined };
  return {
    outcome: 'noted',
    memory: { streamKeyArn: key.arn, streamKeyTags: ownTags(key.tags), ...revoked },
  };
}

/**
 * As `noteStreamKey`, for a job that must tell a channel without a key from one with a key.
 * @throws IvsRefusal of class conflict when IVS shows a key although the channel's key was deleted
 * so recently that reads may not show it yet; the step is then retried
 */
export async function noteCurrentStreamKey(
  context: ChannelContext,
): Promise<Result<'noted' | 'none' | 'notFound'>> {
  const result = await noteStreamKey(context);
  if (result.outcome !== 'noted') return result;
  const deletedAt = await readStreamKeyDeletion(context.store, context.channelId);
  if (deletedAt !== undefined && context.clock.now() - deletedAt < READ_LAG_MS)
    throw notShownYet('ListStreamKeys');
  return result;
}

/** Revokes the noted key. A live stream on it is assumed to continue until it is stopped. */
export const revokeNotedStreamKey = needing(
  ['streamKeyArn'],
  async ({ ivs, clock }: ChannelContext, { streamKeyArn }): Promise<Result<'revoked'>> => {
    await streamKeys.deleteStreamKey(ivs, streamKeyArn);
    return {
      outcome: 'revoked',
      memory: { streamKeyRevoked: true, streamKeyRevokedAt: clock.now() },
      effect: true,
    };
  },
);

/**
 * Revokes the noted key unless a stream is live or about to be, because the step may have waited
 * for hours since the last check. After an attempt of unknown outcome the key may be gone, and the
 * channel must get another one even if a stream is live.
 */
export async function revokeNotedStreamKeyWhenIdle(
  context: ChannelContext,
): Promise<Result<'revoked' | 'live' | 'starting' | 'notFound'>> {
  if (!context.uncertain) {
    const { outcome, memory } = await lookWhetherLive(context);
    if (outcome !== 'notLive') return { outcome, ...(memory && { memory }) };
  }
  return revokeNotedStreamKey(context);
}

/**
 * Waits for slots to look for old streams and to create a key, and keeps them, so that only three
 * calls lie between the old key and the new one.
 */
export async function reserveStreamKeyCreation(
  context: ChannelContext,
): Promise<Result<'reserved'>> {
  const operations = ['ListStreamSessions', 'CreateStreamKey'] as const;
  const slots = await waitForSlots(context, operations);
  const reserved = operations.map((operation, i) => ({ operation, at: slots[i] ?? 0 }));
  return { outcome: 'reserved', memory: { reserved } };
}

/** Reserves a slot for each operation and waits until the last of them has come. */
async function waitForSlots(
  { reserve, clock }: Pick<ChannelContext, 'reserve' | 'clock'>,
  operations: readonly OperationName[],
): Promise<number[]> {
  const reserved = await reserve(...operations.map((operation) => ({ operation, count: 1 })));
  const slots = reserved.map(([slot = 0]) => slot);
  const restMs = Math.max(...slots) - clock.now();
  if (restMs > 0) await clock.sleep(restMs);
  return slots;
}

/**
 * Gives the channel a key with the noted key's tags. A channel that already has a key, from us or
 * from somebody else, needs no other.
 */
export async function createStreamKey(
  context: ChannelContext,
): Promise<Result<'created' | 'suspended' | 'notFound'>> {
  const arn = await makeStreamKey(context);
  if (arn === 'notFound' || arn === 'suspended') return { outcome: arn };
  return {
    outcome: 'created',
    memory: { newStreamKeyArn: arn, newStreamKeyAt: context.clock.now(), streamKeyRevoked: false },
    effect: true,
  };
}

/**
 * Gives back what this job took: a key with the same tags, if the job revoked one and the channel
 * has none now. A key that the job, or the one that it redrives, has given back and not announced
 * is the one to record and to announce.
 */
export async function returnStreamKey(
  context: ChannelContext,
): Promise<Result<'returned' | 'nothingTaken' | 'suspended' | 'notFound'>> {
  if (!context.memory.streamKeyRevoked)
    return { outcome: (await isUntold(context)) ? 'returned' : 'nothingTaken' };
  const arn = await makeStreamKey(context);
  if (arn === 'suspended') return { outcome: arn };
  if (arn === 'notFound') return { outcome: arn, memory: { streamKeyRevoked: false } };
  return {
    outcome: 'returned',
    memory: {
      newStreamKeyArn: arn,
      newStreamKeyAt: context.clock.now(),
      newStreamKeyUntold: true,
      streamKeyRevoked: false,
    },
    effect: true,
  };
}

/** Returns whether the channel has a key that was given back and not announced. */
async function isUntold({ ivs, channelArn, memory }: ChannelContext): Promise<boolean> {
  if (!memory.newStreamKeyUntold) return false;
  const keys = await streamKeys.listStreamKeys(ivs, channelArn);
  return keys !== 'notFound' && keys.some(({ arn }) => arn === memory.newStreamKeyArn);
}

/**
 * Creates a stream key. This is the only place that gives an existing channel a key, and never
 * while the channel is suspended. It waits for the slot before it reads the suspension, so that
 * only the call comes after the read: a job that was abandoned meanwhile has created its key before
 * the suspension looks for a key the last time.
 * @returns the key's ARN, or the reason why there is none
 */
async function makeStreamKey(context: ChannelContext): Promise<string> {
  const { ivs, channelArn, channelId, store, memory, input } = context;
  await waitForSlots(context, ['CreateStreamKey']);
  if (await readSuspension(store, channelId)) return 'suspended';
  const asked = isStreamKeyRequest(input) ? input.streamKeyTags : undefined;
  const made = await streamKeys.createStreamKey(
    ivs,
    channelArn,
    ownTags(memory.streamKeyTags ?? asked),
  );
  if (made !== 'alreadyHasOne') return made === 'notFound' ? made : made.arn;
  const keys = await streamKeys.listStreamKeys(ivs, channelArn);
  if (keys === 'notFound') return 'notFound';
  const [key] = keys;
  // The noted key is still there if its revocation got no answer and did not take effect.
  if (key?.arn && (key.arn !== memory.streamKeyArn || memory.streamKeyRevokedAt === undefined))
    return key.arn;
  // IVS says that there is a key, but lists none except the revoked one: its reads lag behind its
  // writes.
  throw new IvsRefusal('CreateStreamKey', {
    name: 'ConflictException',
    message: 'IVS still counts the revoked stream key, so it creates no new one.',
  });
}

/**
 * Records since when the channel has its key; the rotation schedule reads it. After an immediate
 * rotation the channel is watched for streams that began with the old key.
 */
export async function recordStreamKey({
  store,
  memory,
  channelId,
  clock,
  fence,
}: ChannelContext): Promise<Result<'recorded'>> {
  const { oldStreamIds, streamKeyRevokedAt, newStreamKeyAt } = memory;
  const revokedAt = streamKeyRevokedAt ?? newStreamKeyAt ?? clock.now();
  const revoked = oldStreamIds && { revokedAt, oldStreamIds };
  await writeStreamKeyRow(store, channelId, fence, ageOf(memory, clock.now()), revoked);
  return { outcome: 'recorded' };
}

/**
 * Notes since when a channel that the job has made has its key. The jobs on that channel are
 * numbered by themselves, so this note is the first there is.
 */
export const recordStreamKeyOfNewChannel = needing(
  ['channelArn'],
  async ({ store, memory, clock }: ActionContext, { channelArn }): Promise<Result<'recorded'>> => {
    const age = ageOf(memory, clock.now());
    await writeStreamKeyRow(store, idOf(channelArn), FIRST_FENCE, age);
    return { outcome: 'recorded' };
  },
);

const ageOf = (
  { newStreamKeyAt, newStreamKeyArn }: JobState,
  now: number,
): Parameters<typeof writeStreamKeyRow>[3] => ({
  since: newStreamKeyAt ?? now,
  ...(newStreamKeyArn && { streamKeyArn: newStreamKeyArn }),
});
