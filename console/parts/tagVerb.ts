import type { Paths } from '../../lib/client/api.ts';
import { api } from '../api/client.ts';
import { linesIn } from './lines.ts';
import type { Verb } from './verb.ts';

/** The type of a resource, as paths name it. */
export type ResourceType =
  Paths['/v1/{noun}/{resourceId}/tags']['post']['parameters']['path']['noun'];

/** Returns the verb that adds tags to a resource. */
export const tagVerb = (noun: ResourceType, resourceId: string, hint = ''): Verb => ({
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

const pairIn = (line: string): [key: string, value: string] => {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
};
