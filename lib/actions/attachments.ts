import { idOf } from '../arns.ts';
import { appendChannels } from '../records/childJobs.ts';
import { ATTACHMENT_FIELDS } from '../attachments.ts';
import { deleteAttachment as remove, listAttachedChannels } from '../ivs/attachments.ts';
import { getChannel, updateChannel } from '../ivs/channels.ts';
import {
  mayStillCancel,
  type AttachmentContext,
  type ChannelContext,
  type Result,
} from './context.ts';
import type { Detachment } from './inputs.ts';

/**
 * Checks whether any channel refers to the resource. IVS refuses to delete a resource in use, but
 * for policies this is unconfirmed.
 */
export async function lookWhetherAttached({
  ivs,
  attachmentKind,
  attachmentArn,
}: AttachmentContext): Promise<Result<'attached' | 'free'>> {
  const { items, nextToken } = await listAttachedChannels(ivs, attachmentKind, attachmentArn, {
    maxResults: 1,
  });
  return { outcome: items.length > 0 || nextToken !== undefined ? 'attached' : 'free' };
}

/**
 * Deletes the resource. If an attempt of unknown outcome came before, a missing resource means that
 * we deleted it.
 */
export async function deleteAttachment({
  ivs,
  attachmentKind,
  attachmentArn,
  uncertain,
}: AttachmentContext): Promise<Result<'deleted' | 'inUse' | 'notFound'>> {
  const word = await remove(ivs, attachmentKind, attachmentArn);
  if (word === 'inUse') return { outcome: word };
  return word === 'deleted' || uncertain
    ? { outcome: 'deleted', effect: true }
    : { outcome: 'notFound' };
}

/**
 * Adds the next page of attached channels to the set that the job works on. The records are
 * appended first, and the outcome registers them. No channel is detached before all pages are in,
 * so no page shifts while the list is read. `none`: the list is empty. `unmanaged`: the page has a
 * channel of another deployment, which this one must not detach.
 */
export async function registerAttachedChannels(
  context: AttachmentContext,
): Promise<Result<'more' | 'some' | 'none' | 'unmanaged'>> {
  const { ivs, store, clock, jobId, fence, subject, memory } = context;
  const { attachmentKind, attachmentArn } = context;
  const { total = 0, done = 0, nextToken } = memory;
  const page = await listAttachedChannels(ivs, attachmentKind, attachmentArn, {
    maxResults: 100,
    ...(nextToken !== undefined && { nextToken }),
  });
  if ((await context.unmanagedAmong(page.items)).size > 0) return { outcome: 'unmanaged' };
  if (page.items.length > 0)
    await appendChannels(
      store,
      { subject, jobId },
      fence,
      total,
      page.items.map(idOf),
      clock.now(),
    );
  const registered = total + page.items.length;
  const learnt = { total: registered, nextToken: page.nextToken };
  if (page.nextToken !== undefined) return { outcome: 'more', memory: learnt };
  return { outcome: registered > done ? 'some' : 'none', memory: learnt };
}

/**
 * Detaches a channel from the resource that the input names, and from no other. It reads the
 * channel first, because a job may have waited long. A live channel refuses. If an attempt of
 * unknown outcome came before, a detached channel means that we detached it; one that is still
 * attached, once no call can land late, means that a job which is called off has done nothing.
 */
export async function detachChannel(
  context: ChannelContext<Detachment>,
): Promise<Result<'detached' | 'notAttached' | 'stillLive' | 'notFound' | 'calledOff'>> {
  const { ivs, channelArn, input, uncertain } = context;
  const { channel: change, from } = input;
  const field = ATTACHMENT_FIELDS.find((name) => change[name] !== undefined);
  const channel = await getChannel(ivs, channelArn);
  if (channel === 'notFound') return { outcome: channel, memory: { detachment: channel } };
  if (field === undefined || channel[field] !== from) {
    const detachment = uncertain ? 'detached' : 'notAttached';
    return { outcome: detachment, memory: { detachment } };
  }
  if (mayStillCancel(context)) return { outcome: 'calledOff' };
  const word = await updateChannel(ivs, { ...change, arn: channelArn });
  if (word === 'stillLive') return { outcome: word };
  if (word === 'notFound') return { outcome: word, memory: { detachment: word } };
  return { outcome: 'detached', memory: { detachment: 'detached' }, effect: true };
}
