import * as z from 'zod/mini';
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
    workflowVersion: described('The version of that workflow that the job began with.', count),
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
    scheduled: described(
      'The work that a scheduled job begins. `job`: the job that does it, once it has begun.',
      z.optional(
        z.object({
          workflow: z.string(),
          channelArn: z.string(),
          at: instant,
          undoable: described(
            'The channel is suspended until then. A resumption takes the work back.',
            z.optional(z.literal(true)),
          ),
          job: z.optional(z.string()),
        }),
      ),
    ),
    approval: described(
      'Of work that needs a second person: until when it waits, and what was decided by whom.',
      z.optional(
        z.object({
          until: z.optional(instant),
          decision: z.optional(z.enum(['approved', 'rejected'])),
          decidedBy: text,
        }),
      ),
    ),
    requestedBy: z.string(),
    causedBy: described(
      'The id of the request that asked for the work, or of the event that led to it. The children ' +
        'of the job, its events and its lines of log have the same one.',
      text,
    ),
    traceparent: described(
      'The trace context of that request (W3C Trace Context), if it had one.',
      text,
    ),
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
        'new playback key pair and the old one), `doneAnyway` (the work of a scheduled job, which ' +
        'was done before it could be stopped), ' +
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
        'starts again, as its `redrivenBy`, when this job has ended, unless that makes no sense ' +
        'after the jobs since; otherwise it was dropped.',
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
