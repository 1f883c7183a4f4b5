import {
  CHANGING,
  DECIDING,
  DELETING,
  LASTING,
  LEAVES_NOTHING,
  OUR_OWN,
  READING,
  type ActionName,
  type ContextOf,
  type OutcomeOf,
} from '../actions/actions.ts';
import type { JobState } from '../actions/jobState.ts';

/**
 * A step does one thing; the outcome word of its action picks the next step, and every outcome must
 * be answered. Only actions that make do with `Context` can be used: with the subject and the input
 * of the workflow.
 */
type DoingStep<Step extends string, Context = never> = {
  [Name in ActionName as [Context] extends [ContextOf<Name>] ? Name : never]: {
    readonly does: Name;
    readonly then: Readonly<Record<OutcomeOf<Name>, Step>>;
    /**
     * The state that the job has to assume when it ends without knowing the outcome of an attempt.
     */
    readonly ifUnknown?: Partial<JobState>;
    /** The steps for whose calls slots are reserved together with those of this step. */
    readonly reserves?: readonly Step[];
    /**
     * A repeat would take effect twice: after an attempt of unknown outcome the step rests until
     * that attempt has taken effect or never will.
     */
    readonly settles?: true;
  };
} extends infer Steps
  ? Steps[keyof Steps]
  : never;

/**
 * The wait whose end the sweep sees at IVS. Jobs in it have a partition of their own in the index
 * of what is due.
 */
export const WATCHED_WAIT = 'streamEnded';

/**
 * How long a wait may last, and the step after it. `atMostSeconds`: each further wait of the job is
 * half as long again, up to this. A job that may have to look for hours needs it, because each look
 * takes three writes.
 */
interface Limit<Step extends string> {
  readonly afterSeconds: number;
  readonly atMostSeconds?: number;
  readonly then: Step;
}

/** … or waits for the end of a stream, for a limited time … */
interface WaitingStep<Step extends string> {
  readonly waits: typeof WATCHED_WAIT;
  readonly then: Step;
  readonly ifStillLive: Limit<Step>;
}

/**
 * … or waits for something else: the ends of its children, the passing of time, or the decision of
 * a caller …
 */
interface PatientStep<Step extends string> {
  readonly waits: 'childrenEnded' | 'timePassed' | 'decision';
  /** The wait ends at this time of the job's state at the latest (ms since the epoch). */
  readonly until?: 'lookAt' | 'approvalUntil' | 'overlapEndsAt';
  readonly then: Step;
  readonly ifNotYet: Limit<Step>;
}

/** … or is final, and has the ending of the job. */
interface FinalStep {
  readonly final: Ending;
}

/**
 * The ending of a job. `succeeded` and `cancelled` mean what they say; every other ending is a
 * failure that callers can tell apart.
 */
export type Ending =
  | 'succeeded'
  | 'cancelled'
  | 'notFound'
  | 'notLive'
  | 'live'
  | 'stillLive'
  | 'suspended'
  | 'notSuspended'
  | 'hasStreamKey'
  | 'inUse'
  | 'creationFailed'
  | 'quotaExceeded'
  | 'keyKnown'
  | 'lastKeyPair'
  | 'outcomeUnknown'
  | 'protected'
  | 'incomplete'
  | 'locked'
  | 'expired'
  | 'takenBack';

/** The things that a step may wait for. */
export type WaitKind = (WaitingStep<string> | PatientStep<string>)['waits'];

export type StepOf<Step extends string, Context = never> =
  DoingStep<Step, Context> | WaitingStep<Step> | PatientStep<Step> | FinalStep;

/** Returns how long a wait may last, and the step after it. */
export const limitOf = <Step extends string>(
  wait: WaitingStep<Step> | PatientStep<Step>,
): Limit<Step> => ('ifStillLive' in wait ? wait.ifStillLive : wait.ifNotYet);

/** Why waits may not have been enough, for the error of a job that has used them up; or empty. */
export const waitedInVain = (step: StepOf<string> | undefined): string =>
  step && 'waits' in step && step.waits === WATCHED_WAIT
    ? ': the stream does not end, or its encoder keeps coming back'
    : '';

/**
 * Returns when a wait that begins at `now` is over, in ms since the epoch.
 * @param waits how many waits the job has come out of before
 */
export function waitEndsAt<Step extends string>(
  wait: WaitingStep<Step> | PatientStep<Step>,
  { now, waits, memory }: { now: number; waits: number; memory: JobState },
): number {
  const { afterSeconds, atMostSeconds } = limitOf(wait);
  const seconds =
    atMostSeconds === undefined
      ? afterSeconds
      : Math.min(atMostSeconds, afterSeconds * 1.5 ** waits);
  const latest = ('until' in wait && wait.until && memory[wait.until]) || Infinity;
  return Math.max(now, Math.min(now + Math.ceil(1_000 * seconds), latest));
}

/**
 * Returns whether a step may change something in IVS, so that an attempt of unknown outcome may
 * have done it.
 */
export const changesIvs = (step: StepOf<string>): boolean =>
  'does' in step && CHANGING.has(step.does);

/** Whether a step may change something that others see, at IVS or in a record that decides. */
export const takesEffect = (step: StepOf<string>): boolean =>
  changesIvs(step) || ('does' in step && DECIDING.has(step.does));

/**
 * Returns whether a step leaves nothing behind, so that it does not matter whether an attempt has
 * taken effect.
 */
export const leavesNothing = (step: StepOf<string>): boolean =>
  'does' in step && LEAVES_NOTHING.has(step.does);

/**
 * Returns whether a step only announces or records a change that has been made. Such a step is
 * repeated until it succeeds.
 */
export const isOurOwn = (step: StepOf<string>): boolean => 'does' in step && OUR_OWN.has(step.does);

/** Returns whether a step only reads, so that a lost attempt leaves no trace. */
export const isReading = (step: StepOf<string>): boolean =>
  'does' in step && READING.has(step.does);

/** Returns whether a repeat of a step finds the change made and comes to the same outcome. */
export const isLasting = (step: StepOf<string>): boolean =>
  'does' in step && LASTING.has(step.does);

/** Returns whether nothing can follow this step any more but what follows its success. */
export const isForGood = (step: StepOf<string>): boolean =>
  isOurOwn(step) || ('does' in step && DELETING.has(step.does));
