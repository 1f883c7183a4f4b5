import { isDeepStrictEqual } from 'node:util';
import { RANKS, type Workflow } from '../definition/define.ts';
import { isOurOwn } from '../definition/steps.ts';
import { isOwing } from '../actions/jobState.ts';
import { formerWorkflows, workflows } from '../workflows/workflows.ts';
import type { JobInput } from '../actions/inputs.ts';
import type { Job } from './job.ts';

/**
 * Returns the workflow of a job, if this code knows it in the job's version and with the job's
 * step.
 */
export function workflowOf(job: Job): Workflow | undefined {
  const isIts = ({ name, version }: Workflow): boolean =>
    name === job.workflow && version === job.workflowVersion;
  const present: readonly Workflow[] = Object.values(workflows);
  const workflow = present.find(isIts) ?? formerWorkflows.find(isIts);
  return workflow?.steps[job.step] ? workflow : undefined;
}

/**
 * Returns whether a job does the work that a request asks for. Two requests for different changes
 * are not the same work: joined, the second would be lost. Neither is a job that gives the work up,
 * nor one whose workflow this code does not know, nor an emergency that only has to be announced:
 * its channel may have gone live since.
 */
export function isSameWork(job: Job, asked: { workflow: string; input: JobInput }): boolean {
  const workflow = workflowOf(job);
  const step = workflow?.steps[job.step];
  if (!workflow || !step || isGivingUp(job, workflow)) return false;
  if (job.priority === 'emergency' && isOurOwn(step)) return false;
  return job.workflow === asked.workflow && isDeepStrictEqual(job.input, asked.input);
}

/** Returns whether a job is to end without its work. A request to cancel may come too late. */
function isGivingUp({ failure, cancel, step }: Job, { pointOfNoReturn }: Workflow): boolean {
  if (failure || cancel?.result === 'cancelled') return true;
  const isAsked = cancel !== undefined && cancel.result === undefined;
  return isAsked && !pointOfNoReturn?.past.includes(step);
}

/** Returns whether a job is to delete its channel. */
export const isDeleting = (job: Job): boolean => workflowOf(job)?.rank === 'delete';

/**
 * Returns whether a job is a deletion whose channel is gone and which only has to be announced. A
 * suspension has nothing left to do then.
 */
export function isDeleted(job: Job): boolean {
  const workflow = workflowOf(job);
  const step = workflow?.steps[job.step];
  return workflow?.rank === 'delete' && step !== undefined && isOurOwn(step) && !job.cancel;
}

/**
 * Returns whether a request may take the place of the job that locks its subject. `atOnce`:
 * whatever that job is doing; `whenItRests`: the job is in the middle of an attempt and gives way
 * after it; `no`: the request is refused.
 *
 * An emergency takes over from every job. A deletion takes over from every job of lower rank,
 * because the effects of those jobs do not outlive the channel. Any other request of higher rank
 * takes over from a job that rests or waits and has no obligations. A job whose work has been
 * undone is in nobody's way.
 */
export function takesOver(
  holder: Job,
  workflow: Workflow,
  input: JobInput = {},
): 'atOnce' | 'whenItRests' | 'no' {
  const held = workflowOf(holder);
  if (workflow.priority === 'emergency') return 'atOnce';
  if (held?.name === workflow.name && held.isUndoneFor?.(input, holder.input)) return 'atOnce';
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

/** Returns whether the work of a job still makes sense after the work that takes its place. */
export function startsAgainAfter(holder: Job, workflow: Workflow, input: JobInput): boolean {
  const held = workflowOf(holder);
  // A parent retries its child's channel by itself.
  if (!held || holder.parent || holder.cancel) return false;
  if (held.undoneBy !== undefined && held.undoneBy === workflow.priority) return false;
  // Only an emergency takes the place of another, and does and announces the same. A later
  // resumption must not be followed by an older suspension.
  if (held.priority === 'emergency') return false;
  const step = held.steps[holder.step];
  // The change has been made and only has to be announced.
  if (step && isOurOwn(step)) return true;
  if (workflow.rank === 'delete') return false;
  return held.startsAgainAfter?.({ workflow, input }, holder.input) ?? false;
}
