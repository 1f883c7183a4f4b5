import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { orNotFound } from './refusal.ts';

/** The tags of a resource of any kind. */
export async function listTags(
  ivs: Ivs,
  resourceArn: string,
): Promise<Record<string, string> | 'notFound'> {
  const output = await ivs
    .call('ListTagsForResource', new ListTagsForResourceCommand({ resourceArn }))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.tags ?? {});
}

/** Adds tags, or gives those that are there other values; the rest stay. Safe to repeat. */
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

/** Takes tags away; one that is not there is no error. Safe to repeat. */
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
