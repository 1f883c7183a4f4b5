import { listStreamKeys, deleteStreamKey } from '../ivs/streamKeys.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import { readStreamKeyRow, writeDeletedStreamKey } from '../records/streamKeyAges.ts';
import { readSuspension } from '../records/suspensions.ts';
import { needing, type ChannelContext, type Result } from './context.ts';
import type { StreamKeyDeletion } from './inputs.ts';
import { notFoundUnlessNew, notShownYet } from './lagging.ts';
import { lookWhetherLive } from './streams.ts';

/**
 * Notes the stream key that is to be deleted, if the channel has this very key. A suspension has
 * taken the key of its channel already. A key that this job has deleted may still be listed.
 * @throws IvsRefusal of class conflict when the key was created so recently that reads may not show
 * it yet; the step is then retried
 */
export async function noteStreamKeyToDelete(
  context: ChannelContext<StreamKeyDeletion>,
): Promise<Result<'noted' | 'gone' | 'suspended' | 'notFound'>> {
  const { ivs, channelArn, channelId, store, input, memory, clock } = context;
  if (await readSuspension(store, channelId)) return { outcome: 'suspended' };
  const keys = await listStreamKeys(ivs, channelArn);
  if (keys === 'notFound') return { outcome: await notFoundUnlessNew(context, 'ListStreamKeys') };
  const isThere = keys.some(({ arn }) => arn === input.streamKeyArn);
  if (!isThere && memory.streamKeyDeleted !== true) {
    const row = await readStreamKeyRow(store, channelId);
    const isNew = row?.streamKeyArn === input.streamKeyArn && clock.now() - row.since < READ_LAG_MS;
    if (isNew) throw notShownYet('ListStreamKeys');
    return { outcome: 'gone' };
  }
  return { outcome: 'noted', memory: { streamKeyArn: input.streamKeyArn } };
}

/**
 * Deletes the noted key on purpose: the channel is owed no other. A live stream on it is assumed to
 * continue until it is stopped.
 */
export const deleteNotedStreamKey = needing(
  ['streamKeyArn'],
  async ({ ivs, clock }: ChannelContext, { streamKeyArn }): Promise<Result<'deleted'>> => {
    await deleteStreamKey(ivs, streamKeyArn);
    return {
      outcome: 'deleted',
      memory: { streamKeyDeleted: true, streamKeyRevokedAt: clock.now() },
      effect: true,
    };
  },
);

/**
 * Deletes the noted key unless a stream is live or about to be. After an attempt of unknown outcome
 * the key may be gone, so it is deleted in any case.
 */
export async function deleteNotedStreamKeyWhenIdle(
  context: ChannelContext,
): Promise<Result<'deleted' | 'live' | 'starting' | 'notFound'>> {
  if (!context.uncertain) {
    const { outcome, memory } = await lookWhetherLive(context);
    if (outcome !== 'notLive') return { outcome, ...(memory && { memory }) };
  }
  return deleteNotedStreamKey(context);
}

/**
 * Records that the channel has no key on purpose, so that no schedule gives it one. After a
 * deletion that stops streams, the channel is watched for streams that began with the deleted key.
 */
export async function recordStreamKeyDeletion({
  store,
  memory,
  channelId,
  clock,
  fence,
}: ChannelContext): Promise<Result<'recorded'>> {
  const { oldStreamIds, streamKeyRevokedAt: revokedAt = clock.now() } = memory;
  const revoked = oldStreamIds && { revokedAt, oldStreamIds };
  await writeDeletedStreamKey(store, channelId, fence, revokedAt, revoked);
  return { outcome: 'recorded' };
}
