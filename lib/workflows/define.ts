import type { JobState } from '../actions/jobState.ts';
import {
  CHANGING,
  LEAVES_NOTHING,
  OUR_OWN,
  type ActionName,
  type OutcomeOf,
} from '../actions/actions.ts';

/**
 * A step does one thing; the outcome word of its action picks the next step, and every outcome must
 * be answered.
 */
type DoingStep<Step extends string> = {
  [Name in ActionName]: {
    readonly does: Name;
    readonly then: Readonly<Record<OutcomeOf<Name>, Step>>;
    /**
     * State that the job has to assume when it ends without having heard the outcome of an attempt.
     */
    readonly ifUnknown?: Partial<JobState>;
    /**
     * Done twice it would be two: after an attempt of unknown outcome it rests until that one has
     * taken effect, or never will.
     */
    readonly settles?: true;
  };
}[ActionName];

/** … or waits for one thing, for so long at the most … */
interface WaitingStep<Step extends string> {
  readonly waits: 'streamEnded';
  readonly then: Step;
  /**
   * `atMostSeconds`: the wait is half as long again each time that the job comes out of one, up to
   * this.
   */
  readonly ifStillLive: {
    readonly afterSeconds: number;
    readonly atMostSeconds?: number;
    readonly then: Step;
  };
}

/** … or for what no stream tells: the ends of its children, or the passing of time … */
interface PatientStep<Step extends string> {
  readonly waits: 'childrenEnded' | 'timePassed';
  readonly then: Step;
  readonly ifNotYet: { readonly afterSeconds: number; readonly then: Step };
}

/** … or is final, with the word the job ends on. */
interface FinalStep {
  readonly final: Ending;
}

/**
 * How a job ends. `succeeded` and `cancelled` are what they say; every other word is a failure that
 * callers can tell apart.
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
  | 'creationFailed';

export type StepOf<Step extends string> =
  DoingStep<Step> | WaitingStep<Step> | PatientStep<Step> | FinalStep;

/** How long a wait may last, and what then. */
export const limitOf = <Step extends string>(
  wait: WaitingStep<Step> | PatientStep<Step>,
): WaitingStep<Step>['ifStillLive'] => ('ifStillLive' in wait ? wait.ifStillLive : wait.ifNotYet);

/** How long a wait lasts, in ms, after the job has come out of so many others. */
export function waitMs<Step extends string>(
  wait: WaitingStep<Step> | PatientStep<Step>,
  waits: number,
): number {
  const { afterSeconds, atMostSeconds } = limitOf(wait);
  return (
    1_000 *
    (atMostSeconds === undefined
      ? afterSeconds
      : Math.min(atMostSeconds, afterSeconds * 1.5 ** waits))
  );
}

/**
 * Which request wins when two want the same subject: the higher one supersedes a waiting lower one
 * that has had no effect.
 */
export const RANKS = { whenIdle: 1, now: 2, stop: 3, delete: 4, suspend: 5 } as const;

export interface Workflow<Step extends string = string> {
  readonly name: string;
  /** Raised when a table changes in a way that jobs begun on the old one cannot follow. */
  readonly version: number;
  readonly rank: keyof typeof RANKS;
  /** `emergency`: its calls go in the part of each quota that normal work leaves free. */
  readonly priority?: 'emergency';
  /** How often a job may come out of a wait before it gives up: bounds every cycle. */
  readonly waitsMax: number;
  /** Running time (not time parked or waiting) after which it gives up. */
  readonly deadlineSeconds: number;
  /**
   * `act`: the step whose success passes the point; `past`: the steps beyond it. Absent: it can
   * always be cancelled.
   */
  readonly pointOfNoReturn?: { readonly act: Step; readonly past: readonly Step[] };
  /**
   * The step at which a cancelled job begins to give back what it took. Absent: it took nothing.
   */
  readonly onCancel?: Step;
  /** It is tried again for as long as IVS cannot be reached. */
  readonly givesUp?: 'never';
  /**
   * A job that gives up goes that way too before it ends as failed. Absent: it leaves things as
   * they stand, and says how.
   */
  readonly onFailure?: 'asOnCancel';
  /** The table. A job begins at its first row. */
  readonly steps: Readonly<Record<Step, StepOf<Step>>>;
}

/**
 * Defines a workflow as a table. Leaving out an outcome, or naming a step that the table does not
 * have, does not compile.
 */
export function defineWorkflow<Step extends string>(
  workflow: Omit<Workflow<NoInfer<Step>>, 'steps'> & {
    readonly steps: Readonly<Record<Step, StepOf<NoInfer<Step>>>>;
  },
): Workflow {
  return workflow;
}

/**
 * Whether a step may change something at IVS, so that an attempt whose end is not known may have
 * done it.
 */
export const changesIvs = (step: StepOf<string>): boolean =>
  'does' in step && CHANGING.has(step.does);

/** Whether nothing is left of a step, so that it does not matter whether an attempt has done it. */
export const leavesNothing = (step: StepOf<string>): boolean =>
  'does' in step && LEAVES_NOTHING.has(step.does);

/**
 * Whether a step only announces or records what has been done: it is repeated until it succeeds.
 */
export const isOurOwn = (step: StepOf<string>): boolean => 'does' in step && OUR_OWN.has(step.does);

/** The row a job begins at. */
export function firstStep(workflow: Workflow): string {
  const [first] = Object.keys(workflow.steps);
  if (first === undefined) throw new Error(`The workflow ${workflow.name} has no steps.`);
  return first;
}
