import { actions, type ActionName } from '../actions/actions.ts';
import type { ActionContext, Result } from '../actions/context.ts';
import type { InputGuard, JobInput } from '../actions/inputs.ts';
import type { JobState } from '../actions/jobState.ts';
import { isSpared } from '../actions/protection.ts';
import type { SubjectType } from '../subjects.ts';
import type { Config } from '../config.ts';
import type { ChildResult } from '../records/childJobs.ts';
import { limitOf, type StepOf } from './steps.ts';

/**
 * The rank decides which request wins when two want the same subject: the higher one supersedes a
 * waiting lower one that has had no effect.
 */
export const RANKS = { whenIdle: 1, now: 2, stop: 3, delete: 4, suspend: 5 } as const;

/** A request that takes the place of a job. */
export interface Successor {
  readonly workflow: Pick<Workflow, 'rank' | 'changesChannel'>;
  readonly input: JobInput;
}

/** A child job that has ended. */
interface ChildEnd {
  readonly status: string;
  readonly ending?: string | undefined;
  readonly memory: JobState;
  readonly error?: { readonly message: string } | undefined;
}
type ChildOutcome = Pick<ChildResult, 'outcome' | 'message'>;

export interface Workflow<Input extends JobInput = JobInput, Step extends string = string> {
  readonly name: string;
  /** Tells whether a stored input is that of this workflow. */
  readonly input: InputGuard<Input>;
  /** Raise it when a definition changes in a way that jobs begun with the old one cannot follow. */
  readonly version: number;
  readonly rank: keyof typeof RANKS;
  /** `emergency`: its calls have first claim on each quota. */
  readonly priority?: 'emergency';
  /** How often a job may come out of a wait before it gives up. This bounds every cycle. */
  readonly waitsMax: number;
  /** The running time (not time parked or waiting) after which the job gives up. */
  readonly deadlineSeconds: number;
  /**
   * `act`: the step whose success passes the point; `past`: the steps after it. Absent: the job can
   * always be cancelled.
   */
  readonly pointOfNoReturn?: { readonly act: Step; readonly past: readonly Step[] };
  /**
   * The step at which a cancelled job begins to give back what it took. Absent: it takes nothing.
   */
  readonly onCancel?: Step;
  /** The job retries for as long as IVS cannot be reached. */
  readonly givesUp?: 'never';
  /**
   * A job that gives up takes these steps too before it ends as failed. Absent: it leaves
   * everything as it is, and reports it.
   */
  readonly onFailure?: 'asOnCancel';
  /**
   * The steps that do harm to their channel: they take it off air, or take away what it cannot get
   * back. None of them is taken on a protected channel. Empty: the workflow does no harm.
   */
  readonly harms: readonly Step[];
  /**
   * The step at which a job begins to give back what it took, when its channel turns out to be
   * protected. Absent: `onCancel`; the job ends at once if there is none.
   */
  readonly onProtected?: Step;
  /** The step at which a child begins whose channel is known to be live; absent: the first one. */
  readonly ifKnownLive?: Step;
  /** A redrive takes a route of its own: a job on the same subject could not continue the work. */
  readonly redrive?: 'byItsOwnRoute';
  /** It changes fields of a channel, those of its input's `channel`. */
  readonly changesChannel?: true;
  /** An emergency undoes its work, so it is not started again afterwards. */
  readonly undoneBy?: 'emergency';
  /**
   * Whether the work still makes sense after a job that has taken the place of this one. Absent: it
   * does not.
   */
  readonly startsAgainAfter?: (successor: Successor, input: JobInput) => boolean;
  /**
   * Whether the work of a job has been undone in the eyes of another request for the same workflow.
   * That request is not the same work and takes the place of the job, whatever the job is doing.
   * Absent: never.
   */
  readonly isUndoneFor?: (asked: JobInput, own: JobInput) => boolean;
  /** A late call of the job before it does no harm, so it does not wait for one. */
  readonly lateCalls?: 'harmless';
  /** The result of a child job that was not cancelled, for the record that its parent reads. */
  readonly childResult?: (end: ChildEnd) => ChildOutcome;
  /** The steps. A job begins at the first one. */
  readonly steps: Readonly<Record<Step, StepOf<Step>>>;
  /**
   * Attempts an action for a job of this workflow.
   * @throws Error when the job's input is not that of the workflow
   */
  readonly attempt: (
    action: ActionName,
    context: ActionContext,
    config: Pick<Config, 'region' | 'accountId'>,
  ) => Promise<Result<string>>;
  /**
   * Returns whether the subject of a job is a channel that is protected now.
   * @throws IvsRefusal
   */
  readonly spares: (
    context: ActionContext,
    config: Pick<Config, 'region' | 'accountId'>,
  ) => Promise<boolean>;
}

/** A workflow as it is written down: with the type of its subject, and no more than its steps. */
type Definition<Input extends JobInput, Members extends object, Step extends string> = Omit<
  Workflow<Input, NoInfer<Step>>,
  'steps' | 'attempt' | 'spares'
> & {
  readonly subject: SubjectType<Members>;
  readonly steps: Readonly<
    Record<Step, StepOf<NoInfer<Step>, ActionContext<NoInfer<Input>> & NoInfer<Members>>>
  >;
};

/**
 * Defines a workflow. Leaving out an outcome, naming a step that there is not, or using an action
 * that needs another subject or input does not compile.
 */
export function defineWorkflow<
  Input extends JobInput,
  Members extends object,
  Step extends string,
>({ subject, ...workflow }: Definition<Input, Members, Step>): Workflow<Input> {
  return {
    ...workflow,
    attempt(action, context, config) {
      const { input } = context;
      if (!workflow.input(input))
        throw new Error(`The input of the job is not that of ${workflow.name}.`);
      const members = subject.members(config, context.subject);
      // The type of `steps` has held the action to this context; a lookup by name forgets that.
      const perform = actions[action] as Attempt<ActionContext<Input> & Members>;
      return perform({ ...context, input, ...members });
    },
    async spares(context, config) {
      const members: object = subject.members(config, context.subject);
      return 'channelArn' in members && typeof members.channelArn === 'string'
        ? isSpared(context, members.channelArn)
        : false;
    },
  };
}

type Attempt<Context> = (context: Context) => Promise<Result<string>>;

/** The step that a job begins at. */
export function firstStep(workflow: Pick<Workflow, 'name' | 'steps'>): string {
  const [first] = Object.keys(workflow.steps);
  if (first === undefined) throw new Error(`The workflow ${workflow.name} has no steps.`);
  return first;
}

/** Returns the steps that can follow a step. */
function nextOf(step: StepOf<string> | undefined): string[] {
  if (!step || 'final' in step) return [];
  return 'waits' in step ? [step.then, limitOf(step).then] : Object.values<string>(step.then);
}

/**
 * Returns whether a step belongs to the work of a workflow. A job comes to the other steps only
 * when it gives back what it took.
 */
export function isOfTheWork(workflow: Pick<Workflow, 'name' | 'steps'>, step: string): boolean {
  const reached = new Set([firstStep(workflow)]);
  // Iterating over a set includes the elements that are added meanwhile.
  for (const name of reached) for (const next of nextOf(workflow.steps[name])) reached.add(next);
  return reached.has(step);
}
