import { invalidRequest, type ValidationIssue } from '../http/validation.ts';
import type { PlanBody } from './operationSchemas.ts';

// An operation is work on channels, or the steering of jobs. One request plans both kinds.

type With<Name extends keyof PlanBody> = {
  readonly [Each in Name]-?: NonNullable<PlanBody[Each]>;
};
export type ChannelsPlan = PlanBody & With<'workflow' | 'selection'>;
export type JobsPlan = PlanBody & With<'steering' | 'jobs'>;

const OF_CHANNELS = ['workflow', 'selection', 'input'] as const;
const OF_JOBS = ['steering', 'jobs'] as const;

const required = (body: PlanBody, names: readonly (keyof PlanBody)[]): ValidationIssue[] =>
  names
    .filter((field) => body[field] === undefined)
    .map((field) => ({ field, rule: 'is required' }));

/**
 * Returns the plan that a request asks for.
 * @throws Problem `invalid-request` when it is about channels and jobs, or about neither
 */
export function planIn(body: PlanBody): { channels: ChannelsPlan } | { jobs: JobsPlan } {
  const isOfJobs = OF_JOBS.some((name) => body[name] !== undefined);
  const issues = isOfJobs
    ? [
        ...OF_CHANNELS.filter((name) => body[name] !== undefined).map((field) => ({
          field,
          rule: 'must be absent beside steering and jobs: an operation is on channels or on jobs',
        })),
        ...required(body, OF_JOBS),
      ]
    : required(body, ['workflow', 'selection']);
  if (issues.length > 0) throw invalidRequest(issues);
  return isOfJobs ? { jobs: body as JobsPlan } : { channels: body as ChannelsPlan };
}
