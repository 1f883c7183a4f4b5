import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { isFinal, isStranded, subjectIdOf, type Job, type TimelineEntry } from '../jobs/job.ts';
import { problemOfFailure } from './failures.ts';
import { count, instant, named, type Shape } from './shapes.ts';

const text = z.optional(z.string());

const timelineEntry = named(
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

/** What `jobView` gives. Words that a later workflow may add to (`workflow`, `ending`, `step`) are plain strings. */
export const jobShape = named(
  'Job',
  z.object({
    id: z.string(),
    workflow: z.string(),
    subject: z.string(),
    channelArn: text,
    status: z.enum(['running', 'waiting', 'succeeded', 'failed', 'cancelled']),
    ending: text,
    step: z.string(),
    version: count,
    waitsFor: z.optional(z.object({ what: z.string(), until: instant })),
    attempts: count,
    turns: count,
    progress: z.optional(z.object({ total: count, done: count, failed: count, etaSeconds: z.optional(count) })),
    result: z.optional(
      z.object({
        channelArn: text,
        newStreamKeyArn: text,
        previousStreamKeyArn: text,
        timeToDarkMs: z.optional(count),
        showsMissed: z.optional(count),
        recordingConfigurationArn: text,
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
        class: z.enum(['throttled', 'unavailable', 'conflict', 'refused', 'notFound', 'exhausted', 'internal']),
        name: z.string(),
        message: z.string(),
        operation: text,
        requestId: text,
      }),
    ),
    left: z.optional(z.array(z.string())),
    cancel: z.optional(
      z.object({ by: z.string(), at: instant, reason: text, result: z.optional(z.enum(['cancelled', 'tooLate', 'abandoned'])) }),
    ),
    supersededBy: text,
    redriveOf: text,
    redrivenBy: text,
    parent: text,
    stranded: z.optional(z.literal(true)),
    timeline: z.array(timelineEntry),
    timelineDropped: z.optional(count),
  }),
);

export const jobShown = z.object({ job: jobShape });

/** 202 on every mutation that is work for a job. */
export const jobAccepted: Shape = {
  description: 'The job goes on by itself. `Location` is where it is to be seen; `Prefer: wait=N` holds the next answer until it has ended.',
  schema: jobShown,
};

/** Where a job is to be seen. */
export const jobPath = (jobId: string): string => `/v1/jobs/${jobId}`;

/** A job as callers see it: all of it but what the engine keeps for itself (lease, writer, signals). Times are ISO 8601. */
export function jobView(app: Pick<App, 'config' | 'clock'>, job: Job): Record<string, unknown> {
  const { memory, error, cancel } = job;
  const { channelArn, streamKeyArn, newStreamKeyArn, timeToDarkMs, showsMissed, recordingConfigurationArn, detached: detachedChannels } = memory;
  const results = { channelArn, newStreamKeyArn, previousStreamKeyArn: newStreamKeyArn && streamKeyArn, timeToDarkMs, showsMissed, recordingConfigurationArn, detachedChannels };
  return dense({
    id: job.id,
    workflow: job.workflow,
    subject: job.subject,
    channelArn: job.subject.startsWith('channel/') ? arnOf(app.config, 'channel', subjectIdOf(job.subject)) : channelArn,
    status: job.status,
    ending: job.ending,
    step: job.step,
    version: job.version,
    waitsFor: job.status === 'waiting' && job.waitsFor ? { what: job.waitsFor, until: isoTime(job.wakeAt) } : undefined,
    attempts: job.attempts,
    turns: job.turns,
    progress: progressOf(job),
    result: Object.values(results).some((result) => result !== undefined) ? dense(results) : undefined,
    requestedBy: job.requestedBy,
    reason: job.reason,
    createdAt: isoTime(job.createdAt),
    updatedAt: isoTime(job.updatedAt),
    finishedAt: job.finishedAt === undefined ? undefined : isoTime(job.finishedAt),
    // In our words: IVS's own may name our roles.
    error: error && { ...error, message: problemOfFailure(error).message },
    left: job.left,
    cancel: cancel && dense({ ...cancel, at: isoTime(cancel.at) }),
    supersededBy: job.supersededBy,
    redriveOf: job.redriveOf,
    redrivenBy: job.redrivenBy,
    parent: job.parent?.jobId,
    stranded: isStranded(job, app.clock.now()) || undefined,
    timeline: job.timeline.map(entryView),
    timelineDropped: job.timelineDropped || undefined,
  });
}

/** How far work over a set is. The estimate is the pace so far; there is none before the first portion. */
function progressOf(job: Job): Record<string, unknown> | undefined {
  const { total, done = 0, failed = 0 } = job.memory;
  if (total === undefined) return undefined;
  const spentMs = job.updatedAt - job.createdAt;
  const etaSeconds = isFinal(job) || done === 0 ? undefined : Math.ceil(((total - done) * spentMs) / done / 1_000);
  return dense({ total, done, failed, etaSeconds });
}

const entryView = (entry: TimelineEntry): Record<string, unknown> =>
  dense({ ...entry, at: isoTime(entry.at), lastAt: entry.lastAt === undefined ? undefined : isoTime(entry.lastAt) });

const dense = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
