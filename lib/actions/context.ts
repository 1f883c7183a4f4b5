import type { App } from '../app.ts';
import type { SentEvent } from '../bus.ts';
import type { Fence } from '../records/fences.ts';
import type { JobFilter, JobInput, ScheduledWork, Steering } from './inputs.ts';
import type { JobState } from './jobState.ts';
import type {
  AttachmentMembers,
  ChannelMembers,
  FleetMembers,
  PlaybackKeyPairMembers,
  Subject,
} from '../subjects.ts';

/** One of the subjects that a job works on by child jobs. */
export interface ChildSubject {
  /** The child's place in the set that the parent works on. */
  readonly index: number;
  readonly subject: Subject;
  /** The job that the parent steers, if its set is one of jobs. */
  readonly steered?: string;
}

/** A job of the set that an action wants to be steered, if the filter still holds for it. */
export interface SteeringRequest extends ChildSubject {
  readonly steered: string;
  readonly as: Steering;
  readonly filter: JobFilter;
}

/** Why a job was not steered: no need any more, or a refusal. */
export interface NotSteered {
  readonly outcome: 'skipped' | 'failed';
  readonly message: string;
}

/** A child job that an action wants. */
export interface ChildRequest extends ChildSubject {
  /** The name of a workflow on channels. */
  readonly workflow: string;
  readonly input: JobInput;
  readonly isKnownLive?: boolean;
  /**
   * Asked right before the child is placed. The placing fails if another job begins on the subject
   * after that.
   * @param lockedBy the workflow of the job that locks the subject
   */
  readonly mayBegin?: (lockedBy: string | undefined) => Promise<boolean>;
}

/** Calls of one operation, one after the other. */
export interface ReservedCalls {
  readonly operation: string;
  readonly count: number;
  /** Slots are reserved only for as many calls as fit into this time, in ms, perhaps for none. */
  readonly withinMs?: number;
}

/**
 * One attempt at an action: what the job knows, and what may be touched. An action may be attempted
 * again at any time, so it is safe to repeat. `Input`: the input of the workflows that can use the
 * action.
 */
export interface ActionContext<Input = JobInput> extends Pick<App, 'store' | 'clock'> {
  readonly jobId: string;
  readonly step: string;
  /** Orders this attempt among all that write to the records of the subject. */
  readonly fence: Fence;
  /**
   * The time at which the request for the job was accepted (ms since the epoch), its caller and its
   * reason.
   */
  readonly acceptedAt: number;
  readonly requestedBy: string;
  readonly reason?: string;
  readonly subject: Subject;
  /** The parent of this job. */
  readonly parent?: { readonly jobId: string; readonly subject: Subject; readonly index: number };
  readonly children: {
    /**
     * Begins a child. `held`: another job locks the channel; retry later. Safe to repeat: the same
     * request is the same child.
     */
    readonly begin: (request: ChildRequest) => Promise<'begun' | 'held'>;
    /** Returns whether a child has been begun. */
    readonly isBegun: (child: ChildSubject) => Promise<boolean>;
    /**
     * Steers a job of the set; the end that follows is reported as that of a child. `held`: the
     * job has just changed; retry later. Safe to repeat: each job is steered once.
     */
    readonly steer: (request: SteeringRequest) => Promise<'begun' | 'held' | NotSteered>;
    /** Asks a child to stop. Its end is still reported. */
    readonly stop: (child: ChildSubject) => Promise<void>;
  };
  readonly input: Input;
  readonly memory: Readonly<JobState>;
  /** A call of the job before this one may take effect until this time; ms since the epoch. */
  readonly unsettledUntil: number;
  /**
   * An unanswered call of this job may take effect until this time; ms since the epoch, 0 without
   * such a call.
   */
  readonly lateCallUntil: number;
  /** An earlier attempt may have taken effect, so "not found" can mean that this job did it. */
  readonly uncertain: boolean;
  /** Somebody has asked to cancel the job, and it has not been cancelled yet. */
  readonly calledOff: boolean;
  /**
   * IVS, paced by the rate limiters, cut off before the lease ends, and recorded in the timeline.
   */
  readonly ivs: App['ivs'];
  /** Returns those of these channels, by ARN, that this deployment does not manage. */
  readonly unmanagedAmong: (channelArns: readonly string[]) => Promise<ReadonlySet<string>>;
  /**
   * Reserves slots for calls of several operations, in one write, unless the runner has them. The
   * calls of this attempt, and of the steps after it, use them.
   * @returns the slots for the calls of each operation (ms since the epoch)
   */
  readonly reserve: (...calls: readonly ReservedCalls[]) => Promise<number[][]>;
}

/** An attempt of a job on a channel. */
export type ChannelContext<Input = JobInput> = ActionContext<Input> & ChannelMembers;

/** An attempt of a job on a resource that channels refer to. */
export type AttachmentContext<Input = JobInput> = ActionContext<Input> & AttachmentMembers;

/** An attempt of a job on a playback key pair. */
export type PlaybackKeyPairContext<Input = JobInput> = ActionContext<Input> &
  PlaybackKeyPairMembers;

/** An attempt of a job that begins the work of another one later. */
export type ScheduledContext = ActionContext<ScheduledWork> & FleetMembers;

/**
 * The result of an attempt. `memory` is the data that the job notes; `effect` means that something
 * in IVS has changed; `event` is published before the step counts as done.
 */
export interface Result<Outcome extends string> {
  outcome: Outcome;
  memory?: Partial<JobState>;
  effect?: true;
  event?: SentEvent;
}

/** Thrown by an action that cannot succeed any more: the job gives up at once. */
export class GivesUp extends Error {}

/**
 * Returns the id with which a job, and the jobs that continue its work, tag the resources that they
 * create.
 */
export const tagOf = ({ jobId, memory }: Pick<ActionContext, 'jobId' | 'memory'>): string =>
  memory.firstJobId ?? jobId;

/**
 * Returns whether the job is called off and a read shows whether its unanswered attempt has taken
 * effect, so that an attempt that has not need not be made again. An attempt that IVS answered has
 * no time after which a read shows it. The outcome `calledOff` leads back to the step, before which
 * the job is cancelled.
 */
export const mayStillCancel = ({
  uncertain,
  calledOff,
  lateCallUntil,
  clock,
}: Pick<ActionContext, 'uncertain' | 'calledOff' | 'lateCallUntil' | 'clock'>): boolean =>
  uncertain && calledOff && lateCallUntil > 0 && clock.now() >= lateCallUntil;

/**
 * Returns the tags that a new resource may carry. AWS's own tags, such as CloudFormation's, are
 * left out, because only AWS may set them (IVS API reference, Tag).
 */
export const ownTags = (tags: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.toLowerCase().startsWith('aws:')));

/**
 * An action that needs members of the job's state which an earlier step has noted; it gets them as
 * its second argument. A test holds every workflow to noting them first.
 * @throws Error when the job has not noted them
 */
export function needing<
  Name extends keyof JobState,
  Context extends Pick<ActionContext, 'memory'>,
  Answer,
>(
  needs: readonly Name[],
  action: (context: Context, noted: Noted<Name>) => Answer,
): ((context: Context) => Answer) & { readonly needs: readonly Name[] } {
  const isNoted = (state: JobState): state is JobState & Noted<Name> =>
    needs.every((name) => state[name] !== undefined);
  const checked = (context: Context): Answer => {
    const { memory } = context;
    if (!isNoted(memory)) throw new Error(`The job has not noted ${needs.join(' and ')}.`);
    return action(context, memory);
  };
  return Object.assign(checked, { needs });
}

type Noted<Name extends keyof JobState> = {
  readonly [Member in Name]-?: NonNullable<JobState[Member]>;
};
