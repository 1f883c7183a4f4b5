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
  /** The name IVS gave, or ours. */
  name: string;
  message: string;
  operation?: string;
  requestId?: string;
}

/** One attempt, or several equal ones in a row (`count`). Times in ms since the epoch. */
export interface TimelineEntry {
  at: number;
  step: string;
  /** The outcome word, or what kept it from one (`throttled`, `parked`, `retry`, `timeout` …). */
  outcome: string;
  /** The IVS calls that were made, in order. */
  operations?: string[];
  durationMs?: number;
  requestId?: string;
  /**
   * The name of what the last of them was refused with, also where that is an answer: a channel
   * that is live is a conflict.
   */
  error?: string;
  count?: number;
  lastAt?: number;
}

export interface CancelRequest {
  by: string;
  at: number;
  reason?: string;
  /** Set when it is settled. */
  result?: 'cancelled' | 'tooLate' | 'abandoned';
}

/** A job whose place another one took. */
export interface Superseded {
  jobId: string;
  /** Its work still makes sense after that of the other one. */
  startsAgain: boolean;
}

/** The members of a job in any status. Times in ms since the epoch. */
interface JobMembers {
  id: string;
  subject: Subject;
  workflow: string;
  workflowVersion: number;
  step: string;
  /** Counts writes; every write is conditional on it. */
  version: number;
  /** Random per write: after a lost response, it tells whether the write was mine. */
  writer: string;
  /**
   * Counts hints (events, cancel) without touching `version`; `signalsSeen` is what the last wait
   * had seen.
   */
  signals: number;
  signalsSeen: number;
  /** Somebody is doing the step, or died doing it; after `leaseUntil` it is the latter. */
  acting: boolean;
  leaseUntil: number;
  /** When a job at rest goes on by itself. */
  wakeAt: number;
  /** An earlier attempt at this step may have taken effect. */
  uncertain: boolean;
  /** Something at IVS has been changed by this job. */
  effects: boolean;
  /** Attempts at the present step that failed, and since when they do (ms since the epoch). */
  attempts: number;
  failingSince?: number;
  /**
   * The class of the last errors in a row, and since when it is that one (ms since the epoch). Time
   * in a line for a slot ends the row.
   */
  failingAs?: { class: JobError['class']; since: number };
  /** How often in a row the present step found no free slot. */
  parks?: number;
  /** How often it has come out of a wait. */
  turns: number;
  /**
   * Since when it is parked or waits; the sum of all such times. Neither counts against the
   * deadline.
   */
  parkedAt?: number | undefined;
  parkedMs: number;
  /** Its calls have first claim on each quota, and the sweep looks at it before all others. */
  priority?: 'emergency';
  /** Orders the jobs of one subject: each has a higher one than the job before it. */
  generation?: number;
  /**
   * A call of this job that nobody answered may take effect until then (ms since the epoch),
   * whatever came after it.
   */
  lateCallUntil?: number;
  /**
   * The step of which an earlier attempt was not answered, and a later one has changed nothing: the
   * earlier one may have, since.
   */
  inDoubt?: string | undefined;
  /**
   * A call of this job, if it has ended, or of the job before it may take effect until then (ms
   * since the epoch).
   */
  unsettledUntil?: number;
  input: JobInput;
  memory: JobState;
  requestedBy: string;
  reason?: string;
  /** The job that began this one, and which of its children this one is. */
  parent?: ParentLink;
  /** Digest of the request that carried an Idempotency-Key. */
  requestDigest?: string;
  createdAt: number;
  updatedAt: number;
  /** `Job Succeeded|Failed|Cancelled` has left. */
  announced: boolean;
  error?: JobError | undefined;
  /**
   * Why it gives up, while it still gives back what it took; `unknown`: the step whose outcome it
   * never heard.
   */
  failure?: { error: JobError; unknown?: string };
  /** The obligations that the job could not meet, e.g. `keyless`. */
  left?: string[] | undefined;
  cancel?: CancelRequest | undefined;
  supersededBy?: string;
  /**
   * The jobs that this one took the place of, the last one first, and whether each is started again
   * afterwards.
   */
  supersedes?: Superseded[];
  redriveOf?: string;
  redrivenBy?: string;
  timeline: TimelineEntry[];
  /** Entries dropped from the middle of the timeline. */
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

/** The parent that a child reports to. */
export interface ParentLink {
  jobId: string;
  /** Its place among all that the parent has registered. */
  index: number;
}

export const isFinal = (job: Job): job is EndedJob => isEndStatus(job.status);

export const isEndStatus = (status: JobStatus): status is EndStatus =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

/** After this long without progress a job is reported as stranded. */
const STRANDED_AFTER_MS = 30 * 60_000;

/**
 * It could go on, yet nobody has got it on for half an hour: most likely no code here knows its
 * workflow's version.
 */
export const isStranded = (job: Job, now: number): boolean =>
  !isFinal(job) && now - Math.max(job.updatedAt, job.acting ? 0 : job.wakeAt) > STRANDED_AFTER_MS;

/** Whether this code knows a workflow of that name. */
export const isWorkflowName = (name: string): name is WorkflowName =>
  Object.hasOwn(workflows, name);

/** A job's id carries its subject, so that finding it needs no index: `<kind>-<id>-<suffix>`. */
export const jobIdOf = (subject: Subject, suffix: string): string =>
  `${subject.replace('/', '-')}-${suffix}`;

const JOB_ID = new RegExp(`^(${SUBJECT_KINDS.join('|')})-([A-Za-z0-9-]{1,64})-([0-9a-z]{16,26})$`);

/** The subject of a job id, or undefined when it is no job id. */
export function subjectOfJobId(id: string): Subject | undefined {
  const [, kind = '', subjectId = ''] = JOB_ID.exec(id) ?? [];
  const subject = `${kind}/${subjectId}`;
  return isSubject(subject) ? subject : undefined;
}

/** The result of an attempt at a step, with the calls that it made. */
export type Performed = { at: number; calls: CallRecord[] } & (
  | { kind: 'outcome'; result: Result<string> }
  /**
   * No turn was to be had; nothing is wrong. `uncertain`: some of its calls had been made by then.
   */
  | { kind: 'parked'; untilMs: number; uncertain: boolean; mayLandLate?: boolean }
  | { kind: 'refused'; error: JobError; again: boolean; uncertain: boolean; mayLandLate?: boolean }
);
