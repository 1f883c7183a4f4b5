import type { Paths } from '../../lib/client/api.ts';
import { oneOf, STATUSES, type Filters } from '../jobs/filters.ts';
import { WORKFLOWS } from '../jobs/workflows.ts';
import type { Field, Values } from '../parts/verb.ts';
import { wordsOf } from '../words/jobs.ts';
import { courseFields, courseIn } from './course.ts';

/** The body of a request that plans to steer jobs. */
type SteeringBody = Paths['/v1/operations']['post']['requestBody']['content']['application/json'];

/** The ways to steer jobs, the most common one first. */
const WAYS_TO_STEER = ['redrive', 'cancel', 'abandon'] as const;

const choices = (words: readonly string[]): [value: string, label: string][] =>
  words.map((word) => [word, wordsOf(word)]);
const ANY: readonly [value: string, label: string] = ['', 'any'];

/**
 * Returns the fields of the form.
 * @param filters the jobs that the person sees, which the form selects at first
 */
export const steeringFields = (filters: Filters): readonly Field[] => [
  {
    name: 'steering',
    label: 'Work',
    kind: 'choice',
    initial: WAYS_TO_STEER[0],
    options: choices(WAYS_TO_STEER),
  },
  {
    name: 'status',
    label: 'Only jobs with this status',
    kind: 'choice',
    initial: filters.status ?? '',
    options: [ANY, ...choices(STATUSES)],
  },
  {
    name: 'workflow',
    label: 'Only jobs of this workflow',
    kind: 'choice',
    initial: filters.workflow ?? '',
    options: [ANY, ...choices(WORKFLOWS)],
  },
  {
    name: 'subject',
    label: 'Only jobs on this subject',
    kind: 'text',
    initial: filters.subject ?? '',
    hint: 'A kind and an id, such as channel/AbCdEf123456',
  },
  {
    name: 'needsAttention',
    label: 'Only jobs that need attention',
    kind: 'check',
    initial: filters.needsAttention ?? '',
  },
  {
    name: 'awaitsApproval',
    label: 'Only jobs that await approval',
    kind: 'check',
    initial: filters.awaitsApproval ?? '',
  },
  { name: 'createdSince', label: 'Only jobs from this time on', kind: 'time' },
  {
    name: 'createdBefore',
    label: 'Only jobs from before this time',
    kind: 'time',
    hint: 'In the time of this browser',
  },
  ...courseFields('jobs'),
];

/** Returns the request for the values of the form. Empty fields are left out. */
export function steeringBodyOf(values: Values): SteeringBody {
  const { steering, subject, needsAttention, awaitsApproval, createdSince, createdBefore } = values;
  const status = oneOf(STATUSES, values.status);
  const workflow = oneOf(WORKFLOWS, values.workflow);
  return {
    steering: oneOf(WAYS_TO_STEER, steering) ?? WAYS_TO_STEER[0],
    jobs: {
      ...(status && { status }),
      ...(workflow && { workflow }),
      ...(subject && { subject }),
      ...(needsAttention && { needsAttention: true }),
      ...(awaitsApproval && { awaitsApproval: true }),
      ...(createdSince && { createdSince }),
      ...(createdBefore && { createdBefore }),
    },
    ...courseIn(values),
  };
}
