import { owedPart, withoutSet, withoutSlots, type JobState } from '../actions/jobState.ts';
import { firstStep, type Workflow } from '../definition/define.ts';
import type { StepOf } from '../definition/steps.ts';
import type { Job } from './job.ts';

/**
 * A job takes over from the one before it. A job that is redriven goes on where its predecessor
 * gave up, with all that it knew and owed, so that work which was done is not done twice and what
 * was taken is given back. Pure functions.
 */
export type Continuation = Pick<Job, 'step' | 'memory' | 'effects' | 'uncertain'>;

/** The tables whose sets lie under the job's id: those that work by children. */
const hasChildren = ({ steps }: Workflow): boolean =>
  Object.values(steps).some((step) => 'waits' in step && step.waits === 'childrenEnded');

/** The state of a job, with what it has to assume of an attempt whose outcome it never heard. */
export function assuming(
  workflow: Workflow | undefined,
  { step, uncertain, memory }: Pick<Job, 'step' | 'uncertain' | 'memory'>,
): JobState {
  const row: StepOf<string> | undefined = workflow?.steps[step];
  return uncertain && row && 'does' in row && row.ifUnknown
    ? { ...memory, ...row.ifUnknown }
    : memory;
}

/**
 * The step at which a job begins that does a predecessor's work again, and the state that it begins
 * with.
 */
export function continued(workflow: Workflow, from: Job): Continuation {
  const known = withoutSlots(assuming(workflow, from));
  const memory: JobState = {
    ...(hasChildren(workflow) ? withoutSet(known) : known),
    firstJobId: from.memory.firstJobId ?? from.id,
  };
  const { effects } = from;
  const goesOn =
    from.ending === 'failed' ||
    from.supersededBy !== undefined ||
    from.cancel?.result === 'abandoned';
  const row = workflow.steps[from.step];
  // One that has been giving back what it took begins again: what it gave up was before that. So
  // does an emergency: somebody may have undone it since.
  if (
    !goesOn ||
    workflow.priority === 'emergency' ||
    from.failure ||
    from.cancel?.result === 'cancelled' ||
    !row ||
    'final' in row ||
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

/**
 * The state that says what a job owes and is not known to have given back, for the next job on its
 * subject.
 */
export const owedBy = (workflow: Workflow | undefined, job: Job): JobState =>
  owedPart(assuming(workflow, job));
