import type { Paths } from '../../lib/client/api.ts';
import type { Field, Values } from '../parts/verb.ts';
import { wordsOf } from '../words/jobs.ts';
import type { Reaction } from './reactions.ts';

/** The body of a request that writes a reaction. */
export type ReactionBody =
  Paths['/v1/reactions/{reactionName}']['put']['requestBody']['content']['application/json'];
type Workflow = ReactionBody['then']['workflow'];
type Selection = NonNullable<ReactionBody['when']['selection']>;

/** The workflows, the harmless ones first. */
const WORKFLOWS: readonly Workflow[] = [
  'rotateStreamKeyWhenIdle',
  'rotateStreamKeyNow',
  'stopStream',
  'suspendChannel',
  'resumeChannel',
  'deleteChannel',
];

const EXAMPLE = {
  'detail-type': ['IVS Limit Breach'],
  detail: { limit_name: ['Ingest Bitrate'] },
};

/** A part of the form that is not JSON. */
export class NotJsonError extends Error {}

const NAME: Field = {
  name: 'name',
  label: 'Name',
  kind: 'text',
  required: true,
  hint: 'Letters, digits and hyphens',
};

const tagLines = (tags: Selection['tags'] = {}): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');

/** Returns the fields of the form, filled in with a reaction that exists. A new one has a name. */
export function reactionFields(reaction?: Reaction): Field[] {
  const { when, then, mode = 'shadow', atMost = '' } = reaction ?? {};
  const { tags, ids = [], name = '' } = (when?.selection ?? {}) as Selection;
  return [
    ...(reaction ? [] : [NAME]),
    {
      name: 'pattern',
      label: 'Event pattern',
      kind: 'lines',
      required: true,
      initial: JSON.stringify(when?.pattern ?? EXAMPLE, null, 2),
      hint: 'JSON, as EventBridge reads it: events of IVS and of this deployment',
    },
    {
      name: 'tags',
      label: 'Only channels with these tags',
      kind: 'lines',
      initial: tagLines(tags),
      hint: 'One key=value a line; the channel has all of them',
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
    {
      name: 'repeated',
      label: 'Only when repeated',
      kind: 'text',
      initial: when?.repeated ?? '',
      hint: 'Events on one channel in a time, such as 5/PT10M',
    },
    {
      name: 'workflow',
      label: 'Starts',
      kind: 'choice',
      initial: then?.workflow ?? WORKFLOWS[0] ?? '',
      options: WORKFLOWS.map((workflow) => [workflow, wordsOf(workflow)] as const),
    },
    {
      name: 'mode',
      label: 'Mode',
      kind: 'choice',
      initial: mode,
      options: [
        ['shadow', 'shadow: only record what it would start'],
        ['on', 'on: start it'],
      ],
    },
    {
      name: 'atMost',
      label: 'At most',
      kind: 'text',
      initial: atMost,
      hint: 'Starts in a time, such as 10/PT1H',
    },
  ];
}

const linesIn = (text = ''): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** @throws NotJsonError, which says where the text stops being JSON */
function patternIn(text = ''): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) throw new NotJsonError(error.message);
    throw error;
  }
}

/**
 * Returns the request for the values of the form. Empty fields are left out.
 * @throws NotJsonError when the pattern is not JSON
 */
export function bodyOf(values: Values): ReactionBody {
  const tags = linesIn(values.tags).map((line): [string, string] => {
    const [key = '', ...rest] = line.split('=');
    return [key, rest.join('=')];
  });
  const ids = linesIn(values.ids);
  const selection: Selection = {
    ...(tags.length > 0 && { tags: Object.fromEntries(tags) }),
    ...(ids.length > 0 && { ids }),
    ...(values.channelName && { name: values.channelName }),
  };
  return {
    when: {
      pattern: patternIn(values.pattern),
      ...(Object.keys(selection).length > 0 && { selection }),
      ...(values.repeated && { repeated: values.repeated }),
    },
    then: { workflow: WORKFLOWS.find((one) => one === values.workflow) ?? 'stopStream' },
    mode: values.mode === 'on' ? 'on' : 'shadow',
    ...(values.atMost && { atMost: values.atMost }),
  };
}

/** Returns the request that changes nothing but the mode of a reaction. */
export const bodyInMode = (
  { when, then, atMost }: Reaction,
  mode: Reaction['mode'],
): ReactionBody => ({
  when: {
    pattern: when.pattern,
    ...(when.selection && { selection: when.selection }),
    ...(when.repeated !== undefined && { repeated: when.repeated }),
  },
  then: { workflow: then.workflow as Workflow },
  mode,
  ...(atMost !== undefined && { atMost }),
});
