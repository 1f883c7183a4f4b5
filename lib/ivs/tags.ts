import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { orNotFound } from './refusal.ts';

/** Returns the tags of a resource of any kind. */
export async function listTags(
  ivs: Ivs,
  resourceArn: string,
): Promise<Record<string, string> | 'notFound'> {
  const output = await ivs
    .call('ListTagsForResource', new ListTagsForResourceCommand({ resourceArn }))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.tags ?? {});
}

/** Adds tags or changes their values; other tags stay. Safe to repeat. */
export async function tagResource(
  ivs: Ivs,
  resourceArn: string,
  tags: Record<string, string>,
): Promise<'tagged' | 'notFound'> {
  return ivs
    .call('TagResource', new TagResourceCommand({ resourceArn, tags }))
    .then(() => 'tagged' as const)
    .catch(orNotFound);
}

/** Removes tags; an absent tag is not an error. Safe to repeat. */
export async function untagResource(
  ivs: Ivs,
  resourceArn: string,
  tagKeys: string[],
): Promise<'untagged' | 'notFound'> {
  return ivs
    .call('UntagResource', new UntagResourceCommand({ resourceArn, tagKeys }))
    .then(() => 'untagged' as const)
    .catch(orNotFound);
}
