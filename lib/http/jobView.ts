import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { subjectIdOf } from '../subjects.ts';
import { isFinal, isStranded, type Job, type TimelineEntry } from '../jobs/job.ts';
import { givesUpAt, needsAttention, nextAttemptAt } from '../jobs/queries.ts';
import { problemOfJobError } from './ivsErrors.ts';
import { count, instant, withId, described, text, type Shape } from './schemas.ts';

const timelineEntry = withId(
  'TimelineEntry',
  z.object({
    at: instant,
    step: z.string(),
    outcome: z.string(),
    operations: z.optional(z.array(z.string())),
    durationMs: z.optional(count),
    requestId: text,
    error: text,
    count: z.optional(count),
    lastAt: z.optional(instant),
  }),
);

/** The reasons why a job needs attention, in words. */
export const NEEDS_ATTENTION =
  'it has given up, has failed and left something behind, has had a failing step for half an ' +
  'hour, or has not moved for half an hour, and has not been redriven';

/**
 * The shape that `jobView` returns. Members whose values a later workflow may extend (`workflow`,
 * `ending`, `step`) are plain strings.
 */
export const jobShape = withId(
  'Job',
  z.object({
    id: z.string(),
    workflow: described('The workflow that the job runs.', z.string()),
    subject: described('The resource that the job is about: a kind and an id.', z.string()),
    channelArn: text,
    status: described(
      '`succeeded`, `failed` and `cancelled` are final.',
      z.enum(['running', 'waiting', 'succeeded', 'failed', 'cancelled']),
    ),
    ending: described(
      'How the job ended; each workflow defines its own endings.',
      z.optional(z.string()),
    ),
    step: z.string(),
    version: described(
      'Grows with every change. Pass it to getJob as `after` to wait for the next change.',
      z.int().check(z.minimum(0)),
    ),
    waitsFor: z.optional(z.object({ what: z.string(), until: instant })),
    attempts: described('The number of failed attempts at the current step.', count),
    turns: count,
    nextAttemptAt: described(
      'When the job next runs, unless something wakes it earlier.',
      z.optional(instant),
    ),
    givesUpAt: described(
      'When a job whose step fails gives up, unless the step succeeds first. Absent if no ' +
        'step fails, or if the job never gives up.',
      z.optional(instant),
    ),
    progress: z.optional(
      z.object({ total: count, done: count, failed: count, etaSeconds: z.optional(count) }),
    ),
    result: z.optional(
      z.object({
        channelArn: text,
        newStreamKeyArn: text,
        previousStreamKeyArn: text,
        timeToDarkMs: described(
          'The time from the start of a suspension until the last stream was off.',
          z.optional(count),
        ),
        showsMissed: described(
          'The number of streams that ended before the change could be made.',
          z.optional(count),
        ),
        recordingConfigurationArn: text,
        newPlaybackKeyPairArn: text,
        overlapEndsAt: described(
          'Until then IVS accepts tokens of the old playback key pair as well, and some may still ' +
            'be out there.',
          z.optional(instant),
        ),
        detachedChannels: z.optional(count),
      }),
    ),
    requestedBy: z.string(),
    reason: text,
    createdAt: instant,
    updatedAt: instant,
    finishedAt: z.optional(instant),
    error: z.optional(
      z.object({
        class: z.enum([
          'throttled',
          'unavailable',
          'conflict',
          'refused',
          'notFound',
          'exhausted',
          'internal',
        ]),
        name: z.string(),
        message: z.string(),
        operation: text,
        requestId: text,
      }),
    ),
    left: described(
      'The things that an unsuccessful job leaves behind: `keyless`, `suspended` (dark or not), ' +
        '`detachedChannels:<n>`, `childrenCalledBack:<n>`, `streamOnRevokedKey`, `bothKeyPairs` (the ' +
        'new playback key pair and the old one), ' +
        '`unknownOutcomeOf:<step>`, `notDone:<step>` (the change was made, but was not ' +
        'recorded or announced).',
      z.optional(z.array(z.string())),
    ),
    cancel: z.optional(
      z.object({
        by: z.string(),
        at: instant,
        reason: text,
        result: z.optional(z.enum(['cancelled', 'tooLate', 'abandoned'])),
      }),
    ),
    supersedes: described(
      'The jobs whose place this job took. If `startsAgain` is true, the work of that job ' +
        'starts again, as its `redrivenBy`, when this job has ended; otherwise it was dropped.',
      z.optional(z.array(z.object({ jobId: z.string(), startsAgain: z.boolean() }))),
    ),
    supersededBy: described(
      'The job that took the place of this job, for a request of higher rank.',
      z.optional(z.string()),
    ),
    redriveOf: described('The job whose work this job does again.', z.optional(z.string())),
    redrivenBy: described('The job that does the work of this job again.', z.optional(z.string())),
    parent: described('The job that this job is a part of.', z.optional(z.string())),
    needsAttention: described(
      `An operator has to look at the job, because ${NEEDS_ATTENTION}.`,
      z.optional(z.literal(true)),
    ),
    stranded: described(
      'The job has not moved for half an hour; an operator has to look at it.',
      z.optional(z.literal(true)),
    ),
    timeline: described(
      'The attempts of the job: the first ten and the last thirty.',
      z.array(timelineEntry),
    ),
    timelineDropped: described('The number of attempts that are not shown.', z.optional(count)),
  }),
);

export const jobShown = z.object({ job: jobShape });

/** The 202 of every job-backed mutation. */
export const jobAccepted: Shape = {
  description:
    'The job continues after this answer. `Location` is the address of the job; a GET with ' +
    '`Prefer: wait=N` waits for its end.',
  schema: jobShown,
};

/** Returns the path of a job. */
export const jobPath = (jobId: string): string => `/v1/jobs/${jobId}`;

/**
 * Returns a job as callers see it, without the members that are internal to the engine (lease,
 * writer, signals). Times are ISO 8601.
 */
export function jobView(app: Pick<App, 'config' | 'clock'>, job: Job): Record<string, unknown> {
  const { memory, error, cancel } = job;
  const nextAt = nextAttemptAt(job);
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
        ? { what: job.waitsFor, until: isoTime(job.wakeAt) }
        : undefined,
    attempts: job.attempts,
    turns: job.turns,
    nextAttemptAt: nextAt === undefined ? undefined : isoTime(nextAt),
    givesUpAt: until === undefined ? undefined : isoTime(until),
    progress: progressOf(job),
    result: Object.values(results).some((result) => result !== undefined)
      ? dense(results)
      : undefined,
    requestedBy: job.requestedBy,
    reason: job.reason,
    createdAt: isoTime(job.createdAt),
    updatedAt: isoTime(job.updatedAt),
    finishedAt: job.finishedAt === undefined ? undefined : isoTime(job.finishedAt),
    // The message is in our words, because IVS's message may name our roles.
    error: error && { ...error, message: problemOfJobError(job, error).message },
    left: job.left,
    cancel: cancel && dense({ ...cancel, at: isoTime(cancel.at) }),
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
