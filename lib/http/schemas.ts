import * as z from 'zod/mini';
import { instantOf } from '../zonedTime.ts';
import type { ProblemType } from '../problems.ts';
import { isWorkflowName } from '../jobs/job.ts';
import { workflows } from '../workflows/workflows.ts';
import type { AnySchema } from './validation.ts';

/** The description of one answer of a route in the OpenAPI document. */
export interface Shape {
  readonly description: string;
  /** The schema of the JSON body; absent: there is no body, or it is not JSON. */
  readonly schema?: AnySchema;
  /** The media type of a body that is not JSON. */
  readonly mediaType?: string;
}

/** Names a schema in the OpenAPI document. */
export function withId<T extends z.core.$ZodType>(id: string, schema: T): T {
  z.globalRegistry.add(schema, { id });
  return schema;
}

/**
 * Describes a field or a parameter in the OpenAPI document. A schema has one description, so this
 * returns a copy: a shared one keeps its own.
 */
export function described<T extends z.core.$ZodType>(description: string, schema: T): T {
  const copy = z.core.clone(schema);
  z.globalRegistry.add(copy, { description });
  return copy;
}

/** An optional text, like most members that IVS returns. */
export const text = z.optional(z.string());
/** An instant: ISO 8601, UTC. */
export const instant = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/));
/** An instant in a request: with its offset, its zone, or both. */
export const timeText = z
  .string()
  .check(
    z.refine(
      (iso) => instantOf(iso) !== undefined,
      'must be an existing time with an offset (2030-01-01T03:00:00Z), a zone, or both',
    ),
  );
export const count = z.int().check(z.minimum(0));
export const nextCursor = described(
  'The `cursor` of the next page; absent on the last one.',
  z.optional(z.string()),
);

/** A name that IVS accepts. Names need not be unique. */
export const resourceName = z
  .string()
  .check(
    z.maxLength(128),
    z.regex(/^[a-zA-Z0-9-_]*$/, 'must have letters, digits, hyphens and underscores only'),
  );

/** A refinement: an update must name at least one field. */
export const someField = z.refine<object>(
  (fields) => Object.keys(fields).length > 0,
  'must name at least one field to change',
);

/** Tags as IVS returns them. */
export const tags = z.record(z.string(), z.string());

export const workflowNames = Object.keys(workflows).filter(isWorkflowName);

/** The endings of jobs. */
export const endings = [
  ...new Set([
    'failed',
    ...Object.values(workflows).flatMap(({ steps }) =>
      Object.values(steps).flatMap((row) => ('final' in row ? [row.final] : [])),
    ),
  ]),
].toSorted();

const step = withId(
  'PlannedStep',
  z.object({
    step: z.string(),
    does: described(
      'The action of the step; absent for a step that waits or ends.',
      z.optional(z.string()),
    ),
    waits: described('The event or time that the step waits for.', z.optional(z.string())),
    final: described('The ending of the job, if the step ends it.', z.optional(z.string())),
    then: described('The next step, by outcome.', z.record(z.string(), z.string())),
  }),
);

/** The answer to `dryRun=true` on every job-backed mutation. */
export const dryRunShown = withId(
  'DryRun',
  z.object({
    dryRun: z.object({
      workflow: z.string(),
      subject: z.string(),
      steps: z.array(step),
      found: described(
        'How the channel is now. It is absent, with all that follows from it, while IVS throttles ' +
          'the look.',
        z.optional(z.object({ isLive: z.boolean(), hasStreamKey: z.boolean() })),
      ),
      course: described(
        'The steps that the job takes on the channel as it is now, if nothing gets in its way.',
        z.optional(z.array(z.string())),
      ),
      total: described(
        'The number of viewer sessions, channels or jobs in the set.',
        z.optional(count),
      ),
      calls: described(
        'The calls of IVS that follow from that, by operation.',
        z.optional(z.record(z.string(), count)),
      ),
      etaSeconds: described(
        'An estimate of the time, from the quotas of IVS, the calls that wait already, and the ' +
          'waits of the job. The natural end of a stream is not in it.',
        z.optional(count),
      ),
      awaitsStreamEnd: described(
        'The job waits for the natural end of the stream first.',
        z.optional(z.literal(true)),
      ),
      pointOfNoReturn: described(
        'The step after whose start the job cannot be cancelled.',
        z.optional(z.string()),
      ),
      needsApproval: described(
        'A second person has to approve the work before it begins.',
        z.optional(z.literal(true)),
      ),
      scheduled: described(
        'When the work would begin, if not at once. It is then not known which job it would meet.',
        z.optional(
          z.object({
            at: instant,
            undoable: described(
              'The channel would be suspended at once. A resumption takes the work back.',
              z.optional(z.literal(true)),
            ),
          }),
        ),
      ),
      channels: z.optional(
        z.object({ attached: count, live: count, more: z.optional(z.literal(true)) }),
      ),
      wouldJoin: described(
        'The unfinished job that the request would join.',
        z.optional(z.string()),
      ),
      wouldSupersede: described(
        'The waiting job whose place this job would take.',
        z.optional(z.string()),
      ),
      wouldConflictWith: described(
        'The job that would make this request a conflict.',
        z.optional(z.string()),
      ),
      job: text,
      status: text,
    }),
  }),
);

/** The answer to `dryRun=true` on a direct mutation. */
export const dryRunOfCall = withId(
  'DryRunOfCall',
  z.object({
    dryRun: z.object({ operation: z.string(), request: z.record(z.string(), z.unknown()) }),
  }),
);

/** The problems of every call to IVS. */
export const IVS_PROBLEMS = [
  'throttled',
  'ivs-unavailable',
  'not-permitted-by-aws',
  'account-not-verified',
  'conflict',
] as const satisfies readonly ProblemType[];

/** The problems of every job-backed mutation. */
export const JOB_PROBLEMS = [
  ...IVS_PROBLEMS,
  'job-conflict',
  'job-cancelled',
  'job-exhausted',
  'refused-by-ivs',
  'quota-exceeded',
  'idempotency-key-reused',
] as const satisfies readonly ProblemType[];

/** The problems of every direct mutation. */
export const OF_CHANGE = [
  ...IVS_PROBLEMS,
  'quota-exceeded',
  'idempotency-key-reused',
  'request-under-way',
  'outcome-unknown',
] as const satisfies readonly ProblemType[];
