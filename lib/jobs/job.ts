import type { Result } from '../actions/context.ts';
import type { JobInput } from '../actions/inputs.ts';
import type { JobState } from '../actions/jobState.ts';
import { isSubject, SUBJECT_KINDS, type Subject } from '../subjects.ts';
import type { CallRecord } from '../ivs/client.ts';
import type { FailureClass } from '../ivs/refusal.ts';
import type { Ending, WaitKind } from '../definition/steps.ts';
import { workflows, type WorkflowName } from '../workflows/workflows.ts';

export type EndStatus = 'succeeded' | 'failed' | 'cancelled';
export type JobStatus = 'running' | 'waiting' | EndStatus;

export interface JobError {
  class: FailureClass | 'exhausted' | 'internal';
  /** The name of IVS's error, or of ours. */
  name: string;
  message: string;
  operation?: string;
  requestId?: string;
}

/** One attempt, or several equal attempts in a row (`count`). Times in ms since the epoch. */
export interface TimelineEntry {
  at: number;
  step: string;
  /** The outcome, or why there is none (`throttled`, `parked`, `retry`, `timeout` …). */
  outcome: string;
  /** The IVS calls, in order. */
  operations?: string[];
  durationMs?: number;
  requestId?: string;
  /**
   * The error name of the last call, even if the refusal is an outcome: a live channel is a
   * conflict.
   */
  error?: string;
  count?: number;
  lastAt?: number;
}

export interface CancelRequest {
  by: string;
  at: number;
  reason?: string;
  /** Set when the request to cancel is settled. */
  result?: 'cancelled' | 'tooLate' | 'abandoned';
  /** The jobs that have steered this one so, and are told of its end. */
  tells?: ParentLink[];
}

/** A job whose place another job took. */
export interface Superseded {
  jobId: string;
  /** Its work still makes sense after the work of the other job. */
  startsAgain: boolean;
}

/** The members of a job in any status. Times in ms since the epoch. */
interface JobMembers {
  id: string;
  subject: Subject;
  workflow: string;
  workflowVersion: number;
  step: string;
  /** Counts the writes; every write is conditional on it. */
  version: number;
  /** Random for each write: after a lost response, it tells whether the write was this writer's. */
  writer: string;
  /**
   * Counts hints (events, cancels) without touching `version`; `signalsSeen` is the count that the
   * last wait had seen.
   */
  signals: number;
  signalsSeen: number;
  /** A runner performs the step, or died while performing it; after `leaseUntil` it has died. */
  acting: boolean;
  leaseUntil: number;
  /** The time at which a job at rest continues by itself. */
  wakeAt: number;
  /** An earlier attempt at this step may have taken effect. */
  uncertain: boolean;
  /** This job has changed something in IVS. */
  effects: boolean;
  /**
   * The failed attempts at the current step, and the time since which they fail (ms since the
   * epoch).
   */
  attempts: number;
  failingSince?: number;
  /**
   * The class of the last errors in a row, and the time since which it has been that class (ms
   * since the epoch). Waiting for a slot ends the row.
   */
  failingAs?: { class: JobError['class']; since: number };
  /** How often in a row the current step found no free slot. */
  parks?: number;
  /** How often the job has come out of a wait. */
  turns: number;
  /**
   * The time since which the job is parked or waits, and the sum of all such times. Neither counts
   * against the deadline.
   */
  parkedAt?: number | undefined;
  parkedMs: number;
  /** The job's calls have first claim on each quota, and the sweep checks it before all others. */
  priority?: 'emergency';
  /** Orders the jobs of one subject: each job has a higher number than the one before it. */
  generation?: number;
  /**
   * A call of this job without an answer may take effect until this time (ms since the epoch),
   * whatever came after it.
   */
  lateCallUntil?: number;
  /**
   * The step whose earlier attempt got no answer while a later attempt changed nothing. The earlier
   * attempt may have taken effect since.
   */
  inDoubt?: string | undefined;
  /**
   * A call of this job, if it has ended, or of the job before it may take effect until this time
   * (ms since the epoch).
   */
  unsettledUntil?: number;
  input: JobInput;
  memory: JobState;
  requestedBy: string;
  reason?: string;
  /** The first cause: the id of a request or of an event, and the trace context of a request. */
  causedBy?: string;
  traceparent?: string;
  /** The job that began this one, and the place of this job among its children. */
  parent?: ParentLink;
  /** The job that has redriven another one as this one, and is told of its end. */
  tells?: ParentLink;
  /** The digest of the request that carried an Idempotency-Key. */
  requestDigest?: string;
  createdAt: number;
  updatedAt: number;
  /** `Job Succeeded|Failed|Cancelled` has been published. */
  announced: boolean;
  error?: JobError | undefined;
  /**
   * The reason why the job gives up, while it still gives back what it took; `unknown`: the step
   * whose outcome is unknown; `ending`: how the job ends then, if not as `failed`.
   */
  failure?: { error: JobError; unknown?: string; ending?: 'protected' };
  /** The obligations that the job could not meet, such as `keyless`. */
  left?: string[] | undefined;
  cancel?: CancelRequest | undefined;
  supersededBy?: string;
  /** The job before this one on its subject. */
  follows?: string;
  /**
   * The jobs whose place this one took, the last one first, and whether each is started again
   * afterwards.
   */
  supersedes?: Superseded[];
  redriveOf?: string;
  redrivenBy?: string;
  timeline: TimelineEntry[];
  /** The number of entries that were dropped from the middle of the timeline. */
  timelineDropped: number;
}

/** A job at a step that somebody does, or is to do. */
export interface RunningJob extends JobMembers {
  status: 'running';
  waitsFor?: undefined;
  ending?: undefined;
  finishedAt?: undefined;
}

/** A job at a step that waits. */
export interface WaitingJob extends JobMembers {
  status: 'waiting';
  waitsFor: WaitKind;
  ending?: undefined;
  finishedAt?: undefined;
}

export interface EndedJob extends JobMembers {
  status: EndStatus;
  waitsFor?: undefined;
  /** The word the workflow ended with: `succeeded`, `notFound`, `stillLive` … */
  ending: Ending | 'failed';
  finishedAt: number;
}

/** A job as it is stored: one item, keyed by its subject. */
export type Job = RunningJob | WaitingJob | EndedJob;

/** The parent that a child reports to, or the job that has steered it. */
export interface ParentLink {
  jobId: string;
  /** The place among all items that the parent has registered. */
  index: number;
}

export const isFinal = (job: Job): job is EndedJob => isEndStatus(job.status);

export const isEndStatus = (status: JobStatus): status is EndStatus =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

/** A job without progress for this long is reported as stranded, in ms. */
const STRANDED_AFTER_MS = 30 * 60_000;

/** The sweep signals a waiting job once a minute while there is something for it to do, in ms. */
const SIGNALLED_EVERY_MS = 60_000;

/**
 * Returns for how long a job could have continued and has not, in ms. The number of signals that a
 * waiting job has not seen tells it roughly, because only the number is stored.
 */
export function lateMs(job: Job, now: number): number {
  if (isFinal(job)) return 0;
  const { updatedAt, acting, wakeAt, signals, signalsSeen } = job;
  const unheardMs = SIGNALLED_EVERY_MS * Math.max(0, signals - signalsSeen - 1);
  return Math.max(
    0,
    now - Math.max(updatedAt, acting ? 0 : wakeAt),
    job.status === 'waiting' ? Math.min(unheardMs, now - updatedAt) : 0,
  );
}

/**
 * Returns whether a job could continue but has not moved for half an hour. The usual reason is that
 * no deployed code knows its workflow's version.
 */
export const isStranded = (job: Job, now: number): boolean => lateMs(job, now) > STRANDED_AFTER_MS;

/** Returns whether a runner performs the step of a job and is not known to have died. */
export const isUnderLease = ({ acting, leaseUntil }: Job, now: number): boolean =>
  acting && now < leaseUntil;

/** Returns whether this code knows a workflow of that name. */
export const isWorkflowName = (name: string): name is WorkflowName =>
  Object.hasOwn(workflows, name);

/**
 * Returns the id of a job. It carries the subject, so that no index is needed to find the job:
 * `<kind>-<id>-<suffix>`.
 */
export const jobIdOf = (subject: Subject, suffix: string): string =>
  `${subject.replace('/', '-')}-${suffix}`;

const JOB_ID = new RegExp(`^(${SUBJECT_KINDS.join('|')})-([A-Za-z0-9-]{1,64})-([0-9a-z]{16,26})$`);

/** Returns the subject in a job id; undefined when the text is not a job id. */
export function subjectOfJobId(id: string): Subject | undefined {
  const [, kind = '', subjectId = ''] = JOB_ID.exec(id) ?? [];
  const subject = `${kind}/${subjectId}`;
  return isSubject(subject) ? subject : undefined;
}

/** The result of an attempt at a step, with its calls. */
export type Performed = { at: number; calls: CallRecord[] } & (
  | { kind: 'outcome'; result: Result<string> }
  /**
   * No slot was free, which is not an error. `uncertain`: some of the attempt's calls had been made
   * by then.
   */
  | { kind: 'parked'; untilMs: number; uncertain: boolean; mayLandLate?: boolean }
  /** The subject is protected, and the step would do it harm. The step was not taken. */
  | { kind: 'protected' }
  | { kind: 'refused'; error: JobError; again: boolean; uncertain: boolean; mayLandLate?: boolean }
);
