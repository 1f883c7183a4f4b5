import { owedPart, withoutOwn, withoutTimes, type JobState } from '../actions/jobState.ts';
import { firstStep, isOfTheWork, type Workflow } from '../definition/define.ts';
import type { StepOf } from '../definition/steps.ts';
import type { Job } from './job.ts';

/**
 * How a job takes over from the one before it. A redriven job continues where its predecessor gave
 * up, with the predecessor's state and obligations, so that finished work is not repeated and taken
 * things are given back. Pure functions.
 */
export type Continuation = Pick<Job, 'step' | 'memory' | 'effects' | 'uncertain'>;

/** Returns whether a workflow works by children; their sets are stored under the job's id. */
const hasChildren = ({ steps }: Workflow): boolean =>
  Object.values(steps).some((step) => 'waits' in step && step.waits === 'childrenEnded');

/**
 * Returns the state of a job, including the assumptions about an attempt whose outcome is unknown.
 */
export function assuming(
  workflow: Workflow | undefined,
  { step, uncertain, memory }: Pick<Job, 'step' | 'uncertain' | 'memory'>,
): JobState {
  const row: StepOf<string> | undefined = workflow?.steps[step];
  return uncertain && row && 'does' in row && row.ifUnknown
    ? { ...memory, ...row.ifUnknown }
    : memory;
}

/** Returns the step and the state with which a job begins that does a predecessor's work again. */
export function continued(workflow: Workflow, from: Job): Continuation {
  const known = withoutTimes(assuming(workflow, from));
  const memory: JobState = {
    ...(hasChildren(workflow) ? withoutOwn(known) : known),
    firstJobId: from.memory.firstJobId ?? from.id,
  };
  const { effects } = from;
  const goesOn =
    from.ending === 'failed' ||
    from.supersededBy !== undefined ||
    from.cancel?.result === 'abandoned';
  const row = workflow.steps[from.step];
  // A predecessor that was giving back what it took begins again, because it gave up or was
  // cancelled before that. Its step tells so too: the record of an abandonment replaces that of the
  // cancel. An emergency also begins again, because its effect may have been undone since.
  if (
    !goesOn ||
    workflow.priority === 'emergency' ||
    from.failure ||
    from.cancel?.result === 'cancelled' ||
    !row ||
    'final' in row ||
    !isOfTheWork(workflow, from.step) ||
    hasChildren(workflow)
  ) {
    return { step: firstStep(workflow), memory, effects, uncertain: false };
  }
  if ('waits' in row) return { step: row.then, memory, effects, uncertain: false };
  return {
    step: from.step,
    memory,
    effects,
    uncertain: from.uncertain || from.unsettledUntil !== undefined,
  };
}

/** Returns the state that records a job's open obligations, for the next job on its subject. */
export const owedBy = (workflow: Workflow | undefined, job: Job): JobState =>
  owedPart(assuming(workflow, job));
