import * as z from 'zod/mini';
import { arnOf, type ArnKind } from '../arns.ts';
import { Problem } from '../errors.ts';
import { listTags, tagResource as tag, untagResource as untag } from '../ivs/tags.ts';
import { invalidRequest } from '../http/validation.ts';
import { managedTagIssues } from '../http/managedChannels.ts';
import { performDirectly } from '../http/directMutation.ts';
import { defineRoute, type Call } from '../http/route.ts';
import { changing } from '../readModel/changing.ts';
import { OF_CHANGE, IVS_PROBLEMS, described, tags } from '../http/schemas.ts';
import { newTags, tagKey, TAGS_MAX } from './tagSchemas.ts';

/** The kinds of resources that can be tagged, by their segment in the path. */
export const TAGGED_KINDS: Readonly<Record<string, ArnKind>> = {
  channels: 'channel',
  'stream-keys': 'stream-key',
  'playback-key-pairs': 'playback-key',
  'playback-restriction-policies': 'playback-restriction-policy',
  'recording-configurations': 'recording-configuration',
  'ad-configurations': 'ad-configuration',
};

/**
 * Refuses to remove or change the tag by which the deployment knows a channel.
 * @throws Problem `invalid-request`
 */
function mustStayManaged(
  { app, parameters: { noun } }: OfResource,
  tags: Readonly<Record<string, string | undefined>>,
  field: (key: string) => string,
): void {
  const issues = noun === 'channels' ? managedTagIssues(app, tags, field) : [];
  if (issues.length > 0) throw invalidRequest(issues);
}

type OfResource = Pick<Call<'noun' | 'resourceId'>, 'app' | 'parameters'>;

/** @throws Problem `not-found` for a resource type that has no tags */
function resourceArn({ app, parameters: { noun, resourceId } }: OfResource): string {
  const kind = Object.hasOwn(TAGGED_KINDS, noun) ? TAGGED_KINDS[noun] : undefined;
  if (kind === undefined) throw new Problem('not-found', `There are no tags at ${noun}.`);
  return arnOf(app.config, kind, resourceId);
}

async function tagsOf(call: OfResource): Promise<Record<string, string>> {
  const found = await listTags(call.app.ivs, resourceArn(call));
  return found === 'notFound' ? missing(call) : found;
}

function missing({ parameters: { noun, resourceId } }: OfResource): never {
  throw new Problem('not-found', `There is no ${resourceId} among the ${noun}.`);
}

/** Changes the tags of a resource. The next read of a channel sees the change. */
const seenByReads = <Outcome>(
  { app, parameters: { noun, resourceId } }: OfResource,
  change: () => Promise<Outcome>,
): Promise<Outcome> => (noun === 'channels' ? changing(app, resourceId, change) : change());

const DESCRIPTION = `\`noun\` is the type of the resource: ${Object.keys(TAGGED_KINDS).join(', ')}.`;
const shown = z.object({ tags });

export const getTags = defineRoute({
  key: 'GET /v1/{noun}/{resourceId}/tags',
  scope: 'tags:read',
  operations: ['ListTagsForResource'],
  name: 'getTags',
  summary: 'Get the tags of a resource',
  description: DESCRIPTION,
  answers: { 200: { description: 'The tags.', schema: shown } },
  problems: [...IVS_PROBLEMS, 'not-found'],
  async answer(call) {
    return { status: 200, body: { tags: await tagsOf(call) } };
  },
});

/** Adds tags. Other tags keep their values. */
export const tagResource = defineRoute({
  key: 'POST /v1/{noun}/{resourceId}/tags',
  scope: 'tags:write',
  mutates: true,
  plain: true,
  operations: ['TagResource'],
  name: 'tagResource',
  summary: 'Add tags to a resource, or change their values',
  description: `${DESCRIPTION} Tags that the request does not name keep their values.`,
  answers: { 204: { description: 'The resource has these tags.' } },
  problems: [...OF_CHANGE, 'not-found'],
  example: { body: { tags: { team: 'studio' } } },
  body: z.strictObject({
    tags: newTags.check(
      z.refine((named) => Object.keys(named).length > 0, 'must hold at least 1 tag'),
    ),
  }),
  answer(call) {
    const arn = resourceArn(call);
    mustStayManaged(call, call.body.tags, (key) => `tags.${key}`);
    return performDirectly(call, {
      operation: 'TagResource',
      request: { resourceArn: arn, tags: call.body.tags },
      look: () => tagsOf(call),
      async does() {
        const change = (): ReturnType<typeof tag> => tag(call.app.ivs, arn, call.body.tags);
        return (await seenByReads(call, change)) === 'notFound' ? missing(call) : { status: 204 };
      },
    });
  },
});

/**
 * Returns the keys in `tagKeys=a,b`; a key cannot contain a comma.
 * @throws Problem `invalid-request`
 */
function keysIn(tagKeys: string): string[] {
  const keys = [...new Set(tagKeys.split(','))];
  if (keys.length > TAGS_MAX)
    throw invalidRequest([{ field: 'tagKeys', rule: `must name at most ${TAGS_MAX} tags` }]);
  const issues = keys.flatMap((key) => {
    const [issue] =
      z.safeParse(tagKey, key, {
        error: () => 'must be tag keys of 1 to 128 characters, separated by commas',
      }).error?.issues ?? [];
    return issue ? [{ field: 'tagKeys', rule: issue.message }] : [];
  });
  if (issues.length > 0) throw invalidRequest(issues);
  return keys;
}

export const untagResource = defineRoute({
  key: 'DELETE /v1/{noun}/{resourceId}/tags',
  scope: 'tags:write',
  mutates: true,
  plain: true,
  operations: ['UntagResource'],
  name: 'untagResource',
  summary: 'Remove tags from a resource',
  description:
    `${DESCRIPTION} \`tagKeys=a,b\` names the tags to remove. A tag that the resource does not ` +
    'have is not an error.',
  answers: { 204: { description: 'The resource no longer has these tags.' } },
  problems: [...OF_CHANGE, 'not-found'],
  example: { query: { tagKeys: 'team' } },
  query: z.strictObject({
    tagKeys: described('The keys of the tags, separated by commas.', z.string()),
  }),
  answer(call) {
    const arn = resourceArn(call);
    const tagKeys = keysIn(call.query.tagKeys);
    mustStayManaged(
      call,
      Object.fromEntries(tagKeys.map((key) => [key, undefined])),
      () => 'tagKeys',
    );
    return performDirectly(call, {
      operation: 'UntagResource',
      request: { resourceArn: arn, tagKeys },
      look: () => tagsOf(call),
      async does() {
        const change = (): ReturnType<typeof untag> => untag(call.app.ivs, arn, tagKeys);
        return (await seenByReads(call, change)) === 'notFound' ? missing(call) : { status: 204 };
      },
    });
  },
});
