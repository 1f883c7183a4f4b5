import type { App } from '../app.ts';
import type { Fence } from '../records/fences.ts';
import type { AttachmentField } from '../ivs/attachments.ts';
import type { JobState } from './jobState.ts';

/** A child job that an action wants on a channel. */
export interface ChildRequest {
  /** Its place in the set that the parent works on. */
  readonly index: number;
  readonly channelId: string;
  readonly workflow: 'detachChannelWhenIdle' | 'detachChannelNow';
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * One attempt at an action: what the job knows, and what may be touched. An action may be attempted
 * again at any time, so it is safe to repeat.
 */
export interface ActionContext extends Pick<App, 'store' | 'bus' | 'clock'> {
  readonly jobId: string;
  readonly step: string;
  /** Orders this attempt among all that write to the records of the subject. */
  readonly fence: Fence;
  /** When the request for the job was accepted (ms since the epoch), from whom, and why. */
  readonly acceptedAt: number;
  readonly requestedBy: string;
  readonly reason?: string;
  /**
   * `channel/AbCdEf123456`, `recordingConfiguration/…`, `viewerSessionRevocation/…`,
   * `channelCreation/…`.
   */
  readonly subject: string;
  /**
   * The ARN of the recording configuration, playback restriction policy or ad configuration that
   * the job is about; empty where it is about none.
   */
  readonly attachmentArn: string;
  /** The job that began this one. */
  readonly parent?: { readonly jobId: string; readonly subject: string; readonly index: number };
  readonly children: {
    /**
     * Begins a child; `held`: another job has the channel, ask again later. Safe to repeat: the
     * same request is the same child.
     */
    readonly begin: (request: ChildRequest) => Promise<'begun' | 'held'>;
    /** Asks a child to stop. Its end is told all the same. */
    readonly stop: (request: Pick<ChildRequest, 'index' | 'channelId'>) => Promise<void>;
  };
  /** The channel's ARN, and its id, where the subject is one. */
  readonly channelArn: string;
  readonly channelId: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly memory: Readonly<JobState>;
  /** A call of the job before this one may take effect until then; ms since the epoch. */
  readonly unsettledUntil: number;
  /**
   * A call of this job that nobody answered may take effect until then; ms since the epoch, 0 where
   * there is none.
   */
  readonly lateCallUntil: number;
  /** An earlier attempt may have taken effect: then "not found" can mean "done by us". */
  readonly uncertain: boolean;
  /** IVS, paced by the rate limiters, cut off before the lease ends, on the timeline. */
  readonly ivs: App['ivs'];
  /** The channels among these, by ARN, that this deployment does not manage. */
  readonly unmanagedAmong: (channelArns: readonly string[]) => Promise<ReadonlySet<string>>;
  /**
   * Reserves `count` calls of an operation ahead, unless one is kept, and waits for the first one's
   * turn. Later calls in this attempt use them up.
   */
  readonly reserve: (operation: string, count?: number) => Promise<number>;
}

/**
 * The result of an attempt. `memory` is the data that the job is to note; `effect` says that
 * something at IVS has changed.
 */
export interface Result<Outcome extends string> {
  outcome: Outcome;
  memory?: Partial<JobState>;
  effect?: true;
}

/** The id under which a job, and those that go on with its work, tag what they make. */
export const tagOf = ({ jobId, memory }: Pick<ActionContext, 'jobId' | 'memory'>): string =>
  memory.firstJobId ?? jobId;

/**
 * Tags that a new resource may carry: not those of AWS's own, such as CloudFormation's, which
 * nobody may set (IVS API reference, Tag).
 */
export const ownTags = (tags: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.toLowerCase().startsWith('aws:')));

/** The field of a channel that refers to the job's subject. */
export function fieldOf(subject: string): AttachmentField {
  if (subject.startsWith('recordingConfiguration/')) return 'recordingConfigurationArn';
  if (subject.startsWith('adConfiguration/')) return 'adConfigurationArn';
  if (subject.startsWith('playbackRestrictionPolicy/')) return 'playbackRestrictionPolicyArn';
  throw new Error(`No channel refers to ${subject}.`);
}
