import type { Paths } from '../../lib/client/api.ts';
import { jsonIn } from '../parts/json.ts';
import { selectionFields, selectionIn } from '../parts/selection.ts';
import type { Field, Values } from '../parts/verb.ts';
import { wordsOf } from '../words/jobs.ts';
import { STATES, WORKFLOWS } from './choices.ts';
import { courseFields, courseIn } from './course.ts';

/** The body of a request that plans an operation. */
type PlanBody = Paths['/v1/operations']['post']['requestBody']['content']['application/json'];

/** The fields of the form. */
export const planFields: readonly Field[] = [
  {
    name: 'workflow',
    label: 'Work',
    kind: 'choice',
    initial: WORKFLOWS[0],
    options: WORKFLOWS.map((workflow) => [workflow, wordsOf(workflow)] as const),
  },
  // An operation cannot leave channels out by their tags.
  ...selectionFields().filter(({ name }) => name !== 'withoutTags'),
  {
    // Preact makes elements with the form as their options, so no field may have the name `is`.
    name: 'state',
    label: 'Only channels in this state',
    kind: 'choice',
    options: [['', 'any'], ...STATES.map((state) => [state, state] as const)],
  },
  {
    name: 'keyOlderThan',
    label: 'Only channels with a stream key older than',
    kind: 'text',
    hint: 'Such as P90D',
  },
  {
    name: 'input',
    label: 'Input',
    kind: 'lines',
    hint: 'JSON, for updates: the fields to change, such as {"latencyMode": "LOW"}',
  },
  ...courseFields('channels'),
];

/**
 * Returns the request for the values of the form. Empty fields are left out.
 * @throws NotJsonError when the input is not JSON
 */
export function bodyOf(values: Values): PlanBody {
  const { workflow, state, keyOlderThan, input = '' } = values;
  const is = STATES.find((one) => one === state);
  return {
    workflow: WORKFLOWS.find((one) => one === workflow) ?? WORKFLOWS[0],
    selection: {
      ...selectionIn(values),
      ...(is && { is }),
      ...(keyOlderThan && { keyOlderThan }),
    },
    ...(input.trim() !== '' && { input: jsonIn(input) }),
    ...courseIn(values),
  };
}
