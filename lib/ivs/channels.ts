import {
  BatchGetChannelCommand,
  CreateChannelCommand,
  DeleteChannelCommand,
  GetChannelCommand,
  ListChannelsCommand,
  UpdateChannelCommand,
  type Channel,
  type ChannelSummary,
  type CreateChannelRequest,
  type ListChannelsRequest,
  type UpdateChannelRequest,
} from '@aws-sdk/client-ivs';
import { batchOf, type Batch } from './batches.ts';
import type { Ivs } from './client.ts';
import { itemsOf, pageOf, type Page } from './pages.ts';
import { asWord, orNotFound } from './refusal.ts';

const orStillLive = asWord({
  ConflictException: 'stillLive',
  ResourceNotFoundException: 'notFound',
});

/**
 * Creates a channel and its one stream key. The value of the key is dropped here; GetStreamKey
 * returns it.
 */
export async function createChannel(ivs: Ivs, request: CreateChannelRequest): Promise<Channel> {
  const { channel } = await ivs.call('CreateChannel', new CreateChannelCommand(request));
  if (!channel) throw new Error('CreateChannel answered without a channel.');
  return channel;
}

/**
 * Deletes a channel with its stream key. IVS refuses a live channel: the refusal is the liveness
 * check (IVS API reference, DeleteChannel).
 */
export async function deleteChannel(
  ivs: Ivs,
  arn: string,
): Promise<'deleted' | 'stillLive' | 'notFound'> {
  return ivs
    .call('DeleteChannel', new DeleteChannelCommand({ arn }))
    .then(() => 'deleted' as const)
    .catch(orStillLive);
}

/**
 * Updates the given members; `""` detaches. IVS refuses a live channel: the refusal is the liveness
 * check (IVS API reference, UpdateChannel).
 */
export async function updateChannel(
  ivs: Ivs,
  request: UpdateChannelRequest,
): Promise<'updated' | 'stillLive' | 'notFound'> {
  return ivs
    .call('UpdateChannel', new UpdateChannelCommand(request))
    .then(() => 'updated' as const)
    .catch(orStillLive);
}

export async function getChannel(ivs: Ivs, arn: string): Promise<Channel | 'notFound'> {
  const output = await ivs.call('GetChannel', new GetChannelCommand({ arn })).catch(orNotFound);
  return output === 'notFound' ? output : (output.channel ?? 'notFound');
}

/** Returns up to 50 channels by their ARNs. */
export async function batchGetChannel(ivs: Ivs, arns: string[]): Promise<Batch<Channel>> {
  const { channels, errors } = await ivs.call(
    'BatchGetChannel',
    new BatchGetChannelCommand({ arns }),
  );
  return batchOf(channels, errors);
}

/** Returns one page of channels. IVS accepts one filter at a time. */
export async function listChannels(
  ivs: Ivs,
  page: ListChannelsRequest,
): Promise<Page<ChannelSummary>> {
  const { channels, nextToken } = await ivs.call('ListChannels', new ListChannelsCommand(page));
  return pageOf(channels, nextToken);
}

/** Iterates over every channel: 50 calls for 5,000 channels. */
export const allChannels = (
  ivs: Ivs,
  filter: { filterByName?: string } = {},
): AsyncGenerator<ChannelSummary> => itemsOf((page) => listChannels(ivs, { ...filter, ...page }));
