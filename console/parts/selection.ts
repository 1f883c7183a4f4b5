import type { Paths } from '../../lib/client/api.ts';
import { linesIn } from './lines.ts';
import type { Field, Values } from './verb.ts';

/** A selection of channels, as requests have it. Without members it names all channels. */
export type Selection =
  Paths['/v1/policies/{policyName}']['put']['requestBody']['content']['application/json']['selection'];

const pairsOf = (tags: Selection['tags'] = {}): string[] =>
  Object.entries(tags).map(([key, value]) => `${key}=${value}`);

/** Returns the fields of a form that select channels. */
export const selectionFields = ({
  tags,
  withoutTags,
  ids = [],
  name = '',
}: Selection = {}): Field[] => [
  {
    name: 'tags',
    label: 'Only channels with these tags',
    kind: 'lines',
    initial: pairsOf(tags).join('\n'),
    hint: 'One key=value a line; the channel has all of them',
  },
  {
    name: 'withoutTags',
    label: 'Not channels with these tags',
    kind: 'lines',
    initial: pairsOf(withoutTags).join('\n'),
    hint: 'One key=value a line; the channel has none of them',
  },
  {
    name: 'ids',
    label: 'Only channels with these ids',
    kind: 'lines',
    initial: ids.join('\n'),
    hint: 'One a line',
  },
  {
    name: 'channelName',
    label: 'Only channels with this name',
    kind: 'text',
    initial: name,
    hint: '* stands for any text',
  },
];

function tagsIn(text = ''): Record<string, string> | undefined {
  const tags = linesIn(text).map((line): [string, string] => {
    const [key = '', ...rest] = line.split('=');
    return [key, rest.join('=')];
  });
  return tags.length > 0 ? Object.fromEntries(tags) : undefined;
}

/** Returns the selection in the values of a form. Empty fields are left out. */
export function selectionIn(values: Values): Selection {
  const tags = tagsIn(values.tags);
  const withoutTags = tagsIn(values.withoutTags);
  const ids = linesIn(values.ids ?? '');
  return {
    ...(tags && { tags }),
    ...(withoutTags && { withoutTags }),
    ...(ids.length > 0 && { ids }),
    ...(values.channelName && { name: values.channelName }),
  };
}

/** Returns the channels of a selection in words. */
export function selectionWords({ tags, withoutTags, ids, name }: Selection): string {
  const parts = [
    name !== undefined && `named ${name}`,
    tags && `with ${pairsOf(tags).join(', ')}`,
    withoutTags && `without ${pairsOf(withoutTags).join(', ')}`,
    ids && `with the ids ${ids.join(', ')}`,
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? 'all channels' : `channels ${parts.join(', ')}`;
}
