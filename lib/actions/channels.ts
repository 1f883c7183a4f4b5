import * as channels from '../ivs/channels.ts';
import { noteCreated } from '../records/readings.ts';
import { forgetSuspension } from '../records/suspensions.ts';
import { JOB_TAG } from '../tags.ts';
import {
  mayStillCancel,
  needing,
  tagOf,
  type ActionContext,
  type ChannelContext,
  type Result,
} from './context.ts';
import type { ChannelChange, ChannelRequest } from './inputs.ts';

/**
 * Deletes the channel, and its suspension with it. A live channel refuses. If an attempt of unknown
 * outcome came before, a missing channel means that we deleted it; one that is still there, once no
 * call can land late, means that a job which is called off has done nothing.
 */
export async function deleteChannel(
  context: ChannelContext,
): Promise<Result<'deleted' | 'stillLive' | 'notFound' | 'calledOff'>> {
  const { ivs, store, clock, channelArn, channelId, fence, uncertain } = context;
  if (mayStillCancel(context) && (await channels.getChannel(ivs, channelArn)) !== 'notFound')
    return { outcome: 'calledOff' };
  const word = await channels.deleteChannel(ivs, channelArn);
  if (word === 'stillLive') return { outcome: word };
  await forgetSuspension(store, channelId, fence, clock.now());
  // A deleted channel needs no key.
  return word === 'deleted' || uncertain
    ? { outcome: 'deleted', memory: { streamKeyRevoked: false }, effect: true }
    : { outcome: 'notFound' };
}

/** Checks whether an unanswered deletion has taken effect after all, once it has or never will. */
export async function lookWhetherDeleted(
  context: ChannelContext,
): Promise<Result<'there' | 'deleted' | 'unsettled'>> {
  const { ivs, store, clock, channelArn, channelId, fence, lateCallUntil } = context;
  if (lateCallUntil === 0) return { outcome: 'there' };
  if (clock.now() < lateCallUntil) return { outcome: 'unsettled' };
  if ((await channels.getChannel(ivs, channelArn)) !== 'notFound') return { outcome: 'there' };
  await forgetSuspension(store, channelId, fence, clock.now());
  return { outcome: 'deleted', memory: { streamKeyRevoked: false } };
}

/**
 * Updates the fields that the input names. A live channel refuses. Repeating the update has no
 * further effect.
 */
export async function updateChannel({
  ivs,
  input,
  channelArn,
}: ChannelContext<ChannelChange>): Promise<Result<'updated' | 'stillLive' | 'notFound'>> {
  const outcome = await channels.updateChannel(ivs, { ...input.channel, arn: channelArn });
  return outcome === 'updated' ? { outcome, effect: true } : { outcome };
}

/**
 * Creates the channel that the input describes. After an attempt of unknown outcome it looks for
 * the channel first, because IVS has no idempotency token. By then that attempt has taken effect or
 * never will; AWS documents no limit, so `createdInDoubt` asks for one more look.
 */
export async function createChannel(
  context: ActionContext<ChannelRequest>,
): Promise<Result<'created' | 'createdInDoubt'>> {
  const { ivs, input, uncertain, clock } = context;
  const request = input.channel;
  const [ours] = uncertain ? await channelsOfJob(context) : [];
  const tags = { ...request.tags, [JOB_TAG]: tagOf(context) };
  const channelArn = ours ?? (await channels.createChannel(ivs, { ...request, tags })).arn;
  if (!channelArn) throw new Error('CreateChannel answered without an ARN.');
  await noteCreated(context.store, channelArn, clock.now());
  return {
    outcome: uncertain && !ours ? 'createdInDoubt' : 'created',
    memory: { channelArn, newStreamKeyAt: clock.now() },
    effect: true,
  };
}

/**
 * Deletes a channel that an earlier attempt created after all. Nobody knows of it, so it is idle.
 */
export const deleteTwinChannels = needing(
  ['channelArn'],
  async (context: ActionContext<ChannelRequest>, { channelArn }): Promise<Result<'deleted'>> => {
    const twins = (await channelsOfJob(context)).filter((arn) => arn !== channelArn);
    for (const arn of twins) await channels.deleteChannel(context.ivs, arn);
    return { outcome: 'deleted' };
  },
);

async function channelsOfJob(context: ActionContext<ChannelRequest>): Promise<string[]> {
  const { name } = context.input.channel;
  const arns: string[] = [];
  // A job that continues the work of another comes so late that the channel may have another name
  // by now.
  const byName = name && context.memory.firstJobId === undefined ? { filterByName: name } : {};
  for await (const { arn, tags } of channels.allChannels(context.ivs, byName)) {
    if (arn && tags?.[JOB_TAG] === tagOf(context)) arns.push(arn);
  }
  return arns;
}
