import * as z from 'zod/mini';
import { SELECTED_STATES, WAYS_TO_STEER } from '../actions/inputs.ts';
import { durationMs } from '../durations.ts';
import { count, described, instant, text, withId } from '../http/schemas.ts';
import { id } from '../http/validation.ts';
import { SELECTED_MAX } from '../readModel/selecting.ts';
import { CHILD_OUTCOMES } from '../records/childJobs.ts';
import { itemWorkflows } from './operationWork.ts';
import { JOB_REFUSALS, jobsFields, plannedJob, REFUSED_JOBS } from './steeringSchemas.ts';

/** The most children that an operation has at a time, and how many it has by default. */
const CONCURRENCY_MAX = 200;
export const CONCURRENCY = 50;

export const duration = z
  .string()
  .check(
    z.refine((iso) => durationMs(iso) !== undefined, 'must be an ISO 8601 duration, e.g. PT10M'),
  );

const selectedTags = z
  .record(z.string().check(z.minLength(1), z.maxLength(128)), z.string().check(z.maxLength(256)))
  .check(z.refine((tags) => Object.keys(tags).length > 0, 'must name at least one tag'));

const pattern = z
  .string()
  .check(
    z.maxLength(128),
    z.regex(
      /^\**[a-zA-Z0-9_-][a-zA-Z0-9_*-]*$/,
      'must have letters, digits, hyphens and underscores, and "*" for any text beside them',
    ),
  );

/** The channels that match every filter that is given. */
export const selectionFields = withId(
  'Selection',
  z
    .strictObject({
      tags: described('Channels with all of these tags.', z.optional(selectedTags)),
      name: described('Channels with such a name; `*` stands for any text.', z.optional(pattern)),
      ids: described(
        'These channels, by id.',
        z.optional(z.array(id).check(z.minLength(1), z.maxLength(SELECTED_MAX))),
      ),
      is: described(
        'Channels in this state, as `GET /v1/channels?is=` lists them; `idle`: not live.',
        z.optional(z.enum(SELECTED_STATES)),
      ),
      keyOlderThan: described(
        'Channels whose stream key is older than this ISO 8601 duration. A key of unknown age is ' +
          'not.',
        z.optional(duration),
      ),
    })
    .check(
      z.refine(
        (filters) => Object.keys(filters).length > 0,
        'must name at least one filter: no operation works on all channels',
      ),
    ),
);

export const planBody = z.strictObject({
  workflow: described(
    'The workflow that runs on each channel of the `selection`.',
    z.optional(z.enum(itemWorkflows)),
  ),
  selection: z.optional(selectionFields),
  steering: described(
    'The way to steer each job of `jobs`. It stands in the place of `workflow`.',
    z.optional(z.enum(WAYS_TO_STEER)),
  ),
  jobs: z.optional(jobsFields),
  input: described(
    'The body that the route of the workflow takes for one channel.',
    z.optional(z.record(z.string(), z.unknown())),
  ),
  canary: described(
    'This many channels or jobs are done first, live channels among them if there are any. Then ' +
      'the operation pauses. 0 by default: no canary.',
    z.optional(z.int().check(z.minimum(0), z.maximum(SELECTED_MAX))),
  ),
  maxFailures: described(
    'The operation pauses when this many channels or jobs have failed.',
    z.optional(z.int().check(z.minimum(1), z.maximum(SELECTED_MAX))),
  ),
  concurrency: described(
    `The most channels or jobs that are worked on at a time; ${CONCURRENCY} by default.`,
    z.optional(z.int().check(z.minimum(1), z.maximum(CONCURRENCY_MAX))),
  ),
});
export type PlanBody = z.infer<typeof planBody>;

const progress = z.object({
  begun: count,
  done: described('The channels or jobs with a result.', count),
  succeeded: count,
  skipped: described('Those for which nothing had to be done.', count),
  failed: count,
});

/** The shape that `operationView` returns. */
export const operationShape = withId(
  'Operation',
  z.object({
    id: z.string(),
    status: described(
      '`planned`: nothing has been changed. `incomplete`: it has ended, and some channels or jobs ' +
        'have failed. `expired`: nobody applied the plan within an hour.',
      z.enum([
        'planned',
        'awaitingApproval',
        'running',
        'pausing',
        'paused',
        'cancelling',
        'succeeded',
        'incomplete',
        'cancelled',
        'expired',
        'failed',
      ]),
    ),
    workflow: described('Absent if jobs are steered.', text),
    selection: described(
      'The filters of channels. `ids` is the number of ids that were given.',
      z.optional(z.record(z.string(), z.unknown())),
    ),
    steering: described('The way in which jobs are steered.', z.optional(z.enum(WAYS_TO_STEER))),
    jobs: described(
      'The filters of jobs. `ids` is the number of ids that were given.',
      z.optional(z.record(z.string(), z.unknown())),
    ),
    input: z.optional(z.record(z.string(), z.unknown())),
    canary: z.optional(count),
    maxFailures: z.optional(count),
    concurrency: count,
    total: described('The number of channels or jobs.', count),
    live: described(
      'How many channels were live when the plan was made. Absent, with `calls`, if jobs are steered.',
      z.optional(count),
    ),
    calls: described(
      'The calls of IVS that the plan foresees.',
      z.optional(z.record(z.string(), count)),
    ),
    etaSeconds: described(
      'The time that the rest takes, by the quotas of IVS; absent once the operation has ended, ' +
        'and if jobs are steered. Pauses are not part of it.',
      z.optional(count),
    ),
    awaitingEnd: described(
      'The channels that wait for the natural end of a stream, which the estimate leaves out.',
      z.optional(count),
    ),
    progress,
    pausedFor: described(
      'Why it is paused: for a judgement on the canary, because of failures, or by order.',
      z.optional(z.enum(['canary', 'failures', 'order'])),
    ),
    pausedSince: z.optional(instant),
    continuesAt: described('When it goes on by itself after the canary.', z.optional(instant)),
    jobId: z.string(),
    needsApproval: described(
      'A second person approves it after it is applied, with `approveJob`.',
      z.optional(z.literal(true)),
    ),
    requestedBy: z.string(),
    reason: text,
    createdAt: instant,
    appliedAt: z.optional(instant),
    finishedAt: z.optional(instant),
    redriveOf: described('The operation whose failed channels this one does.', text),
    redrivenBy: described('The operation that does the failed channels of this one.', text),
  }),
);

const plannedChannel = z.object({ channelArn: z.string(), name: text, isLive: z.boolean() });
const some = z.optional(count);
/** Why a channel or a job is not in a plan, or has to wait. */
const REASONS = ['notManaged', 'locked', ...JOB_REFUSALS] as const;

/** An operation with the details of its plan. */
export const plannedOperation = z.object({
  operation: operationShape,
  plan: withId(
    'OperationPlan',
    z.object({
      channels: described(
        'The first hundred channels, in their order. Absent if jobs are steered.',
        z.optional(z.array(plannedChannel)),
      ),
      jobs: described(
        'The first hundred jobs, the oldest first. Absent if the work is on channels.',
        z.optional(z.array(plannedJob)),
      ),
      workflows: described(
        'How many jobs there are of each workflow.',
        z.optional(z.record(z.string(), count)),
      ),
      refused: described(
        'How many channels were not found in what is known, belong to another deployment, or are ' +
          `locked by a job and have to wait for it. How many jobs are not steered: ${REFUSED_JOBS}.`,
        z.object(Object.fromEntries(REASONS.map((reason) => [reason, some]))),
      ),
      refusals: described(
        'The first hundred of them.',
        z.array(
          z.object({
            channelArn: text,
            jobId: described('The job that is not steered.', text),
            reason: z.enum(REASONS),
            message: text,
            job: described('The job that locks the channel.', text),
          }),
        ),
      ),
    }),
  ),
});

export const operationShown = z.object({ operation: operationShape });

/** The outcomes of an item of an operation, and how they count. */
export const OUTCOMES = [...CHILD_OUTCOMES, 'pending', 'open'] as const;
export const COUNTS = ['succeeded', 'skipped', 'failed'] as const;

/** The result of one channel or one job. */
export const itemResult = withId(
  'OperationResult',
  z.object({
    channelArn: described('Absent for a steered job that is not about a channel.', text),
    steeredJobId: described('The job that is steered.', text),
    outcome: described(
      '`pending`: not begun; `open`: under way. The others are endings of the child job, or of the ' +
        'job that redrives the steered one. A job that was cancelled or abandoned has `succeeded`.',
      z.enum(OUTCOMES),
    ),
    counts: described(
      'How the outcome counts; absent for an item that has none.',
      z.optional(z.enum(COUNTS)),
    ),
    jobId: described('The child job, or the job that redrives the steered one.', text),
    message: text,
  }),
);
