import type { Workflow } from '../definition/define.ts';
import { waitEndsAt, type StepOf } from '../definition/steps.ts';
import { assuming } from './continuing.ts';
import { ending, PROTECTED_ERROR, REPEAT_MS, waitsUsedUp } from './endings.ts';
import type { Job, JobError } from './job.ts';
import type { JobChange } from './table.ts';
import { extended } from './timeline.ts';

/**
 * How a job goes to a step, leaves a wait, turns back or gives up. Pure functions, each of which
 * returns one write.
 */

/** The moment, and the random number, with which a job continues. */
export interface Moment {
  /** ms since the epoch. */
  now: number;
  /** The time at which the runner of the job must stop. */
  untilMs: number;
  /** In [0, 1). */
  chance: number;
}

export type Change = JobChange['set'];

/**
 * The time from the write of an intention until other runners may consider the job orphaned, in ms.
 * It is longer than the wait for a slot and a call together.
 */
export const LEASE_MS = 40_000;

export function nextStep(workflow: Workflow, from: string, outcome: string): string {
  const row = workflow.steps[from];
  const then: Readonly<Record<string, string>> = row && 'does' in row ? row.then : {};
  const next = then[outcome];
  if (next === undefined)
    throw new Error(
      `${workflow.name}: the step ${from} has no next step for the outcome ${outcome}.`,
    );
  return next;
}

/**
 * Goes to a step: intends it, waits at it, or ends with it. When the time is up, the step is
 * released instead of intended.
 */
export function entering(
  workflow: Workflow,
  job: Job,
  step: string,
  { now, untilMs }: Moment,
): JobChange {
  const row = workflow.steps[step];
  if (!row) throw new Error(`${workflow.name} has no step ${step}.`);
  if ('final' in row) return withSet(ending(job, row.final, now), { step });
  const arrived: Change = {
    step,
    attempts: 0,
    failingSince: undefined,
    failingAs: undefined,
    parks: undefined,
    uncertain: false,
    waitsFor: undefined,
    error: undefined,
  };
  if ('waits' in row) {
    const wakeAt = waitEndsAt(row, { now, waits: job.turns, memory: job.memory });
    const set: Change = {
      ...arrived,
      status: 'waiting',
      acting: false,
      waitsFor: row.waits,
      wakeAt,
      parkedAt: now,
      signalsSeen: job.signals,
    };
    return { set, dueAt: wakeAt, unlessSignalled: true };
  }
  if (now >= untilMs) return resting(now, arrived);
  return {
    set: { ...arrived, status: 'running', acting: true, leaseUntil: now + LEASE_MS },
    dueAt: now + LEASE_MS,
  };
}

/**
 * Returns the write that takes the place of one that failed only because a signal came. A request
 * to cancel comes too late for an end. The end has been announced already, and it is announced
 * again if other jobs are to be told of it, or to be started again after it.
 */
export function heedingSignal(
  workflow: Workflow,
  job: Job,
  refused: JobChange,
  moment: Moment,
): JobChange {
  const step = refused.set.step === undefined ? undefined : workflow.steps[refused.set.step];
  if (!step || !('final' in step)) return skippingWait(workflow, job, refused, moment);
  const { cancel, supersedes = [] } = job;
  const set = {
    ...refused.set,
    ...(cancel && { cancel: { ...cancel, result: 'tooLate' as const } }),
  };
  return cancel?.tells || supersedes.some(({ startsAgain }) => startsAgain)
    ? { ...refused, set: { ...set, announced: false }, dueAt: moment.now + REPEAT_MS }
    : { ...refused, set };
}

/**
 * The write of a wait failed only because a signal came. The awaited event may have happened, so
 * the wait is over before it began.
 */
export function skippingWait(
  workflow: Workflow,
  job: Job,
  refused: JobChange,
  moment: Moment,
): JobChange {
  const {
    step = '',
    memory = job.memory,
    effects = job.effects,
    inDoubt = job.inDoubt,
    timeline = job.timeline,
    timelineDropped = job.timelineDropped,
  } = refused.set;
  const row = workflow.steps[step];
  if (!row || !('waits' in row))
    throw new Error(
      `${workflow.name}: only a wait can depend on signals, and ${step} is not a wait.`,
    );
  const learnt = { memory, effects, inDoubt, timeline, timelineDropped };
  const change = leavingWait(
    workflow,
    { ...job, ...learnt, step, parkedAt: moment.now },
    'signalled',
    row.then,
    moment,
  );
  return withSet(change, { ...learnt, signalsSeen: job.signals });
}

export function leavingWait(
  workflow: Workflow,
  job: Job,
  outcome: 'signalled' | 'timeUp',
  next: string,
  moment: Moment,
): JobChange {
  const { now } = moment;
  const told = extended(job, {
    at: now,
    step: job.step,
    outcome,
    durationMs: Math.round(now - (job.parkedAt ?? now)),
  });
  const turns = job.turns + 1;
  const change =
    turns > workflow.waitsMax
      ? failing(workflow, { ...job, ...told }, waitsUsedUp(workflow, job), moment)
      : entering(workflow, { ...job, ...told, turns }, next, moment);
  return withSet(change, { ...told, turns });
}

/** Leaves for the steps that give back what was taken. */
export function diverting(workflow: Workflow, job: Job, moment: Moment): JobChange {
  const cancel = job.cancel && { ...job.cancel, result: 'cancelled' as const };
  const change = workflow.onCancel
    ? entering(workflow, job, workflow.onCancel, moment)
    : ending({ ...job, uncertain: false }, 'cancelled', moment.now);
  return { ...change, set: { ...change.set, cancel } };
}

/**
 * Gives up and reports it. A job that fails while it gives back what it took keeps its ending, and
 * names what is left.
 */
export function failing(workflow: Workflow, job: Job, error: JobError, moment: Moment): JobChange {
  const cancelled = job.cancel?.result === 'cancelled';
  if (workflow.onFailure && workflow.onCancel && !cancelled && !job.failure) {
    const failure = { error, ...(job.uncertain && { unknown: job.step }) };
    const memory = assuming(workflow, job);
    return withSet(entering(workflow, { ...job, memory }, workflow.onCancel, moment), {
      failure,
      memory,
    });
  }
  return withSet(ending(job, cancelled ? 'cancelled' : 'failed', moment.now), {
    error,
    memory: assuming(workflow, job),
  });
}

/** Returns whether a request to cancel the job is open. */
export const isCalledOff = ({ cancel }: Pick<Job, 'cancel'>): boolean =>
  cancel !== undefined && cancel.result === undefined;

/**
 * Returns whether an attempt of unknown outcome is made again only once a read shows its effect.
 * So is the attempt of a job that is called off, if its action then looks before it acts.
 */
export const mustSettle = (step: StepOf<string>, job: Job): boolean =>
  'does' in step && (step.settles === true || (isCalledOff(job) && 'calledOff' in step.then));
/**
 * Turns back because the subject is protected: gives back what was taken, and ends as `protected`.
 */
export function sparing(workflow: Workflow, job: Job, moment: Moment): JobChange {
  const back = workflow.onProtected ?? workflow.onCancel;
  const failure = {
    error: PROTECTED_ERROR,
    ...(job.uncertain && { unknown: job.step }),
    ending: 'protected' as const,
  };
  const memory = assuming(workflow, job);
  const spared = { ...job, memory, failure };
  const change = back
    ? entering(workflow, spared, back, moment)
    : ending({ ...spared, uncertain: false }, 'protected', moment.now);
  return withSet(change, { failure, memory });
}

export const resting = (wakeAtMs: number, set: Change): JobChange => {
  const wakeAt = Math.ceil(wakeAtMs);
  return { set: { ...set, status: 'running', acting: false, wakeAt }, dueAt: wakeAt };
};

/** Merges `set` into a change. Members of the change win. */
export const withSet = (change: JobChange, set: Change): JobChange => ({
  ...change,
  set: { ...set, ...change.set },
});
