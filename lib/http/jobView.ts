import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { isScheduledWork } from '../actions/inputs.ts';
import { childIdOf } from '../jobs/children.ts';
import { channelSubject, kindOf, subjectIdOf } from '../subjects.ts';
import { isFinal, isStranded, type Job, type TimelineEntry } from '../jobs/job.ts';
import { givesUpAt, needsAttention, nextAttemptAt } from '../jobs/queries.ts';
import { problemOfJobError } from './ivsErrors.ts';

/** Returns the path of a job. */
export const jobPath = (jobId: string): string => `/v1/jobs/${jobId}`;

/**
 * Returns a job as callers see it, without the members that are internal to the engine (lease,
 * writer, signals). Times are ISO 8601.
 */
export function jobView(app: Pick<App, 'config' | 'clock'>, job: Job): Record<string, unknown> {
  const { memory, error, cancel } = job;
  const nextAt = nextAttemptAt(job, app.clock.now());
  const until = givesUpAt(job);
  const {
    channelArn,
    streamKeyArn,
    newStreamKeyArn,
    timeToDarkMs,
    showsMissed,
    recordingConfigurationArn,
    newPlaybackKeyPairArn,
    overlapEndsAt,
    detached: detachedChannels,
  } = memory;
  const results = {
    channelArn,
    newStreamKeyArn,
    previousStreamKeyArn: newStreamKeyArn && streamKeyArn,
    timeToDarkMs,
    showsMissed,
    recordingConfigurationArn,
    newPlaybackKeyPairArn,
    overlapEndsAt: overlapEndsAt === undefined ? undefined : isoTime(overlapEndsAt),
    detachedChannels,
  };
  return dense({
    id: job.id,
    workflow: job.workflow,
    workflowVersion: job.workflowVersion,
    subject: job.subject,
    channelArn: job.subject.startsWith('channel/')
      ? arnOf(app.config, 'channel', subjectIdOf(job.subject))
      : channelArn,
    status: job.status,
    ending: job.ending,
    step: job.step,
    version: job.version,
    waitsFor:
      job.status === 'waiting' && job.waitsFor
        ? { what: job.waitsFor, until: isoTime(nextAt ?? job.wakeAt) }
        : undefined,
    attempts: job.attempts,
    turns: job.turns,
    nextAttemptAt: nextAt === undefined ? undefined : isoTime(nextAt),
    givesUpAt: until === undefined ? undefined : isoTime(until),
    progress: progressOf(job),
    result: Object.values(results).some((result) => result !== undefined)
      ? dense(results)
      : undefined,
    scheduled: scheduledBy(app, job),
    approval: approvalOf(job),
    requestedBy: job.requestedBy,
    reason: job.reason,
    causedBy: job.causedBy,
    traceparent: job.traceparent,
    createdAt: isoTime(job.createdAt),
    updatedAt: isoTime(job.updatedAt),
    finishedAt: job.finishedAt === undefined ? undefined : isoTime(job.finishedAt),
    // The message is in our words, because IVS's message may name our roles.
    error: error && { ...error, message: problemOfJobError(job, error).message },
    left: job.left,
    cancel: cancel && dense({ ...cancel, at: isoTime(cancel.at), tells: undefined }),
    supersedes: job.supersedes,
    supersededBy: job.supersededBy,
    redriveOf: job.redriveOf,
    redrivenBy: job.redrivenBy,
    parent: job.parent?.jobId,
    needsAttention: needsAttention(job, app.clock.now()) || undefined,
    stranded: isStranded(job, app.clock.now()) || undefined,
    timeline: job.timeline.map(entryView),
    timelineDropped: job.timelineDropped || undefined,
  });
}

/** Returns the work that a scheduled job begins; undefined for every other job. */
function scheduledBy(
  { config }: Pick<App, 'config'>,
  job: Job,
): Record<string, unknown> | undefined {
  const { input, memory } = job;
  if (kindOf(job.subject) !== 'scheduledJob' || !isScheduledWork(input)) return undefined;
  const { channelId, workflow, startsAt } = input;
  // The suspension of a channel whose work can be taken back comes first. Of the tries of the work,
  // the last one counts: the others gave way.
  const { begun = 0 } = memory;
  const hasBegun = begun > (input.undoable ? 1 : 0);
  const item = { index: begun - 1, subject: channelSubject(channelId) };
  return dense({
    workflow,
    channelArn: arnOf(config, 'channel', channelId),
    at: isoTime(memory.startsAt ?? startsAt),
    undoable: input.undoable,
    job: hasBegun ? childIdOf(job, item) : undefined,
  });
}

/** Returns what is known of the approval of a job; undefined when it needs none. */
function approvalOf({ input, memory }: Job): Record<string, unknown> | undefined {
  if (input.needsApproval !== true) return undefined;
  const { approvalUntil, isApproved, decidedBy } = memory;
  return dense({
    until: approvalUntil === undefined ? undefined : isoTime(approvalUntil),
    decision: isApproved === undefined ? undefined : isApproved ? 'approved' : 'rejected',
    decidedBy,
  });
}

/**
 * Returns the progress of a job on a set. The estimate extrapolates the pace so far; it is absent
 * before the first chunk.
 */
function progressOf(job: Job): Record<string, unknown> | undefined {
  const { total, done = 0, failed = 0 } = job.memory;
  if (total === undefined) return undefined;
  const spentMs = job.updatedAt - job.createdAt;
  const etaSeconds =
    isFinal(job) || done === 0 ? undefined : Math.ceil(((total - done) * spentMs) / done / 1_000);
  return dense({ total, done, failed, etaSeconds });
}

const entryView = (entry: TimelineEntry): Record<string, unknown> =>
  dense({
    ...entry,
    at: isoTime(entry.at),
    lastAt: entry.lastAt === undefined ? undefined : isoTime(entry.lastAt),
  });

const dense = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
