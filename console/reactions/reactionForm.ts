import type { Paths } from '../../lib/client/api.ts';
import { jsonIn } from '../parts/json.ts';
import { selectionFields, selectionIn } from '../parts/selection.ts';
import type { Field, Values } from '../parts/verb.ts';
import { wordsOf } from '../words/jobs.ts';
import type { Reaction } from './reactions.ts';

/** The body of a request that writes a reaction. */
export type ReactionBody =
  Paths['/v1/reactions/{reactionName}']['put']['requestBody']['content']['application/json'];
type Workflow = ReactionBody['then']['workflow'];

/** The workflows, the harmless ones first. */
const WORKFLOWS: readonly Workflow[] = [
  'rotateStreamKeyWhenIdle',
  'rotateStreamKeyNow',
  'insertAdBreak',
  'stopStream',
  'suspendChannel',
  'resumeChannel',
  'deleteChannel',
];

const MODES: readonly ReactionBody['mode'][] = ['off', 'shadow', 'on'];

const EXAMPLE = {
  'detail-type': ['IVS Limit Breach'],
  detail: { limit_name: ['Ingest Bitrate'] },
};

const NAME: Field = {
  name: 'name',
  label: 'Name',
  kind: 'text',
  required: true,
  hint: 'Letters, digits and hyphens',
};

/** When a reaction acts, by the member of the request. */
const TRIGGERS = [
  ['pattern', 'when an event fits the pattern'],
  ['streamLiveFor', 'once a stream has been live for a time'],
  ['everyWhileLive', 'again and again while a stream is live'],
] as const;

/** Returns the fields of the form, filled in with a reaction that exists. A new one has a name. */
export function reactionFields(reaction?: Reaction): Field[] {
  const { when, then, mode = 'shadow', atMost = '' } = reaction ?? {};
  const seconds = then?.input.durationSeconds;
  return [
    ...(reaction ? [] : [NAME]),
    {
      name: 'trigger',
      label: 'Acts',
      kind: 'choice',
      initial: TRIGGERS.find(([trigger]) => when?.[trigger] !== undefined)?.[0] ?? 'pattern',
      options: TRIGGERS,
    },
    {
      name: 'time',
      label: 'Time',
      kind: 'text',
      initial: when?.streamLiveFor ?? when?.everyWhileLive ?? '',
      hint: 'Of a stream that is live, such as PT12H or PT10M',
    },
    {
      name: 'pattern',
      label: 'Event pattern',
      kind: 'lines',
      initial: JSON.stringify(when?.pattern ?? EXAMPLE, null, 2),
      hint: 'JSON, as EventBridge reads it: events of IVS and of this deployment',
    },
    ...selectionFields(when?.selection),
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
      name: 'durationSeconds',
      label: 'Length of the ad break',
      kind: 'text',
      initial: typeof seconds === 'number' ? String(seconds) : '',
      hint: 'In seconds, from 1 to 300; for ad breaks only',
    },
    {
      name: 'mode',
      label: 'Mode',
      kind: 'choice',
      initial: mode,
      options: [
        ['shadow', 'shadow: only record what it would start'],
        ['on', 'on: start it'],
        ['off', 'off: decide nothing'],
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

/** Returns the part of the request that says when the reaction acts. */
function triggerIn({ trigger, time = '', pattern = '', repeated }: Values): ReactionBody['when'] {
  if (trigger === 'streamLiveFor') return { streamLiveFor: time };
  if (trigger === 'everyWhileLive') return { everyWhileLive: time };
  return { pattern: jsonIn(pattern), ...(repeated && { repeated }) };
}

/**
 * Returns the request for the values of the form. Empty fields are left out.
 * @throws NotJsonError when the pattern is not JSON
 */
export function bodyOf(values: Values): ReactionBody {
  const selection = selectionIn(values);
  return {
    when: {
      ...triggerIn(values),
      ...(Object.keys(selection).length > 0 && { selection }),
    },
    then: {
      workflow: WORKFLOWS.find((one) => one === values.workflow) ?? 'stopStream',
      ...(values.durationSeconds && {
        input: { durationSeconds: Number(values.durationSeconds) },
      }),
    },
    mode: MODES.find((one) => one === values.mode) ?? 'shadow',
    ...(values.atMost && { atMost: values.atMost }),
  };
}

/** Returns the request that changes nothing but the mode of a reaction. */
export const bodyInMode = (
  { when, then, atMost }: Reaction,
  mode: Reaction['mode'],
): ReactionBody => ({
  when,
  then: then as ReactionBody['then'],
  mode,
  ...(atMost !== undefined && { atMost }),
});
