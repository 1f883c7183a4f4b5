import type { CreateChannelRequest, UpdateChannelRequest } from '@aws-sdk/client-ivs';
import * as channels from '../ivs/channels.ts';
import type { Attempt, Result } from './attempt.ts';

/** Tag on every channel of ours: the job that made it. It tells our own channel from a namesake after a crash: names need not differ. */
export const JOB_TAG = 'channelkeeper:job';

/** Deletes the channel; a live one refuses. Gone after an attempt of unknown outcome means deleted by us. */
export async function deleteChannel({ ivs, channelArn, uncertain }: Attempt): Promise<Result<'deleted' | 'stillLive' | 'notFound'>> {
  const word = await channels.deleteChannel(ivs, channelArn);
  if (word === 'stillLive') return { outcome: 'stillLive' };
  // A channel that is gone wants no key.
  return word === 'deleted' || uncertain ? { outcome: 'deleted', memory: { streamKeyRevoked: false }, effect: true } : { outcome: 'notFound' };
}

/** Changes what the input names and leaves the rest; a live channel refuses. The same change twice is one. */
export async function updateChannel({ ivs, input, channelArn }: Attempt): Promise<Result<'updated' | 'stillLive' | 'notFound'>> {
  const outcome = await channels.updateChannel(ivs, { ...(input.channel as Omit<UpdateChannelRequest, 'arn'>), arn: channelArn });
  return outcome === 'updated' ? { outcome, effect: true } : { outcome };
}

/** Makes the channel that the input describes. Only after an attempt of unknown outcome is it looked for first: IVS has no idempotency token. */
export async function createChannel({ ivs, input, jobId, uncertain, clock }: Attempt): Promise<Result<'created'>> {
  const request = input.channel as CreateChannelRequest;
  const arn = (uncertain && (await channelOfJob(ivs, jobId, request.name))) || (await channels.createChannel(ivs, {
    ...request,
    tags: { ...request.tags, [JOB_TAG]: jobId },
  })).arn;
  if (!arn) throw new Error('CreateChannel answered without an ARN.');
  return { outcome: 'created', memory: { channelArn: arn, newStreamKeyAt: clock.now() }, effect: true };
}

async function channelOfJob(ivs: Attempt['ivs'], jobId: string, name: string | undefined): Promise<string | undefined> {
  for await (const channel of channels.allChannels(ivs, name ? { filterByName: name } : {})) {
    if (channel.tags?.[JOB_TAG] === jobId) return channel.arn;
  }
  return undefined;
}
