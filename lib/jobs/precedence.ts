import { isDeepStrictEqual } from 'node:util';
import { RANKS, type Workflow } from '../workflows/define.ts';
import { workflows } from '../workflows/workflows.ts';
import type { Job, JobInput } from './job.ts';

/** The workflow of a job, if this code knows it in the job's version, with the job's step. */
export function workflowOf(job: Job): Workflow | undefined {
  const workflow: Workflow | undefined = Object.values(workflows).find(({ name }) => name === job.workflow);
  return workflow?.version === job.workflowVersion && workflow.steps[job.step] ? workflow : undefined;
}

/** Two requests that ask for different changes are not one: joined, the second would be lost. */
export const isSameWork = (job: Pick<Job, 'workflow' | 'input'>, asked: { workflow: string; input: JobInput }): boolean =>
  job.workflow === asked.workflow && isDeepStrictEqual(job.input, asked.input);

/** A lower job gives way while it waits, for a stream to end or for its turn, and has had no effect: nothing of it is under way or unknown. */
export function givesWay(holder: Job, { rank }: Workflow): boolean {
  const held = workflowOf(holder);
  return held !== undefined && RANKS[held.rank] < RANKS[rank] && !holder.acting && !holder.uncertain && !holder.effects;
}
