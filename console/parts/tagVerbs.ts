import type { Paths } from '../../lib/client/api.ts';
import { api } from '../api/client.ts';
import { linesIn } from './lines.ts';
import type { Verb } from './verb.ts';

/** The type of a resource, as paths name it. */
export type ResourceType =
  Paths['/v1/{noun}/{resourceId}/tags']['post']['parameters']['path']['noun'];

const tag = (noun: ResourceType, resourceId: string, hint: string): Verb => ({
  name: 'tag',
  label: 'Tag',
  effect: 'Tags are added, or get other values.',
  fields: [
    {
      name: 'tags',
      label: 'Tags',
      kind: 'lines',
      required: true,
      hint: `One key=value a line${hint}`,
    },
  ],
  send: ({ query, header }, { tags = '' }) =>
    api().POST('/v1/{noun}/{resourceId}/tags', {
      params: { path: { noun, resourceId }, query, header },
      body: { tags: Object.fromEntries(linesIn(tags).map(pairIn)) },
    }),
});

const untag = (noun: ResourceType, resourceId: string): Verb => ({
  name: 'untag',
  label: 'Remove tags',
  effect: 'The resource no longer has these tags.',
  fields: [{ name: 'keys', label: 'Keys', kind: 'lines', required: true, hint: 'One key a line' }],
  send: ({ query, header }, { keys = '' }) =>
    api().DELETE('/v1/{noun}/{resourceId}/tags', {
      params: {
        path: { noun, resourceId },
        query: { ...query, tagKeys: linesIn(keys).join(',') },
        header,
      },
    }),
});

/**
 * Returns the verbs that change the tags of a resource.
 * @param tags the tags that it has
 */
export const tagVerbs = (
  noun: ResourceType,
  resourceId: string,
  tags: Readonly<Record<string, string>> = {},
  hint = '',
): Verb[] => [
  tag(noun, resourceId, hint),
  ...(Object.keys(tags).length > 0 ? [untag(noun, resourceId)] : []),
];

const pairIn = (line: string): [key: string, value: string] => {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
};
