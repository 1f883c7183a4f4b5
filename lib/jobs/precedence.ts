import { isDeepStrictEqual } from 'node:util';
import { RANKS, type Workflow } from '../definition/define.ts';
import { isOurOwn } from '../definition/steps.ts';
import { isOwing } from '../actions/jobState.ts';
import { workflows } from '../workflows/workflows.ts';
import type { JobInput } from '../actions/inputs.ts';
import type { Job } from './job.ts';

/** The workflow of a job, if this code knows it in the job's version, with the job's step. */
export function workflowOf(job: Job): Workflow | undefined {
  const workflow: Workflow | undefined = Object.values(workflows).find(
    ({ name }) => name === job.workflow,
  );
  return workflow?.version === job.workflowVersion && workflow.steps[job.step]
    ? workflow
    : undefined;
}

/**
 * Two requests that ask for different changes are not one: joined, the second would be lost. Nor is
 * a job the same work that no code here knows, or an emergency that only has to be told: its
 * channel may have come on air since.
 */
export function isSameWork(job: Job, asked: { workflow: string; input: JobInput }): boolean {
  const step = workflowOf(job)?.steps[job.step];
  if (!step || (job.priority === 'emergency' && isOurOwn(step))) return false;
  return job.workflow === asked.workflow && isDeepStrictEqual(job.input, asked.input);
}

/**
 * A deletion whose channel is gone, and which only has to be told. There is nothing left to
 * suspend.
 */
export function isDeleted(job: Job): boolean {
  const workflow = workflowOf(job);
  const step = workflow?.steps[job.step];
  return workflow?.rank === 'delete' && step !== undefined && isOurOwn(step) && !job.cancel;
}

/**
 * Whether a request may take the place of the job that holds its subject. `atOnce`: whatever that
 * job is doing; `whenItRests`: the job is in the middle of an attempt and gives way after it; `no`:
 * the request is refused.
 *
 * An emergency takes over from everything. A deletion takes over from everything lower, as nothing
 * that those do outlives the channel. Any other higher request takes over from a job that rests or
 * waits and owes nothing.
 */
export function takesOver(holder: Job, workflow: Workflow): 'atOnce' | 'whenItRests' | 'no' {
  const held = workflowOf(holder);
  if (workflow.priority === 'emergency') return 'atOnce';
  if (!held || RANKS[held.rank] >= RANKS[workflow.rank]) return 'no';
  if (workflow.rank === 'delete') return holder.acting ? 'whenItRests' : 'atOnce';
  if (
    held.pointOfNoReturn?.past.includes(holder.step) ||
    isOwing(holder.memory) ||
    holder.uncertain
  )
    return 'no';
  return holder.acting ? 'whenItRests' : 'atOnce';
}

/** Whether what a job was asked for still makes sense after the work that takes its place. */
export function startsAgainAfter(holder: Job, workflow: Workflow, input: JobInput): boolean {
  const held = workflowOf(holder);
  // A parent gives its child's channel another turn by itself.
  if (!held || holder.parent || holder.cancel) return false;
  if (held.undoneBy !== undefined && held.undoneBy === workflow.priority) return false;
  const step = held.steps[holder.step];
  // It has been done and only has to be told.
  if (step && isOurOwn(step)) return true;
  if (workflow.rank === 'delete') return false;
  return held.startsAgainAfter?.({ workflow, input }, holder.input) ?? false;
}
