import { listTags } from '../ivs/tags.ts';
import { isProtected, PROTECTED_TAG } from '../tags.ts';
import type { ActionContext } from './context.ts';

/**
 * The call that tells whether a channel is protected. It has twice the rate of the calls that do
 * harm, and reads of channels do not need it, so it takes a slot from nobody.
 */
export const PROTECTION_CALL = 'ListTagsForResource';

/** The refusal to harm a protected channel. */
export const PROTECTED = {
  name: 'Protected',
  message:
    `The channel is protected: it has the tag ${PROTECTED_TAG}=true. Remove the tag, or set it ` +
    'to false, then send the request again.',
};

/**
 * Returns whether IVS says that a channel is protected. A channel that IVS does not have is not. A
 * suspension that had made the channel dark before this job is kept up, whatever tag the channel
 * got since. One that had not may have been written before anybody asked for the tags.
 * @throws IvsRefusal
 */
export async function isSpared(
  { ivs, memory }: Pick<ActionContext, 'ivs' | 'memory'>,
  channelArn: string,
): Promise<boolean> {
  if (memory.stoodBefore === true) return false;
  const tags = await listTags(ivs, channelArn);
  return tags !== 'notFound' && isProtected(tags);
}
