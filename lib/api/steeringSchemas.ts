import * as z from 'zod/mini';
import { described, instant, text, withId } from '../http/schemas.ts';
import { JOB_ID_PATTERN } from '../http/validation.ts';
import { REFUSALS } from '../jobs/steerable.ts';
import { SELECTED_MAX } from '../readModel/selecting.ts';
import { causeId, filterFields } from './jobFilters.ts';

// The parts of operations that steer jobs.

const jobId = z.string().check(z.regex(new RegExp(JOB_ID_PATTERN), 'must be the id of a job'));

/** The jobs that match every filter that is given. */
export const jobsFields = withId(
  'JobSelection',
  z
    .strictObject({
      ...filterFields,
      needsAttention: described(
        'Whether the jobs need the attention of an operator, as `GET /v1/jobs` tells it.',
        z.optional(z.boolean()),
      ),
      awaitsApproval: described(
        'Whether the jobs wait for a second person.',
        z.optional(z.boolean()),
      ),
      causedBy: described(
        'Only the jobs of this request or event, by its id.',
        z.optional(causeId),
      ),
      ids: described(
        'These jobs, by id.',
        z.optional(z.array(jobId).check(z.minLength(1), z.maxLength(SELECTED_MAX))),
      ),
    })
    .check(
      z.refine(
        (filters) => Object.keys(filters).length > 0,
        'must name at least one filter: no operation steers all jobs',
      ),
    ),
);
export type JobsAsked = z.infer<typeof jobsFields>;

/** Why a job is not in the plan. */
export const JOB_REFUSALS = ['unknown', 'needsApproval', ...REFUSALS] as const;

/** The reasons in words. */
export const REFUSED_JOBS =
  '`unknown`: there is no such job; `ended`, `notEnded`: it cannot be steered so now; ' +
  '`pastPointOfNoReturn`: it can no longer be cancelled; `asked`: it has been asked to stop ' +
  'already; `redriven`: it has been redriven already; `outdated`: a later job is the last one on ' +
  'its subject; `byItsOwnRoute`: its parent, or the route of its subject, redrives it; ' +
  '`needsApproval`: a second person has to approve the work; `unknownWorkflow`: this deployment ' +
  'does not know the workflow';

/** A job of a plan. */
export const plannedJob = z.object({
  jobId: z.string(),
  workflow: z.string(),
  subject: z.string(),
  channelArn: text,
  status: z.string(),
  ending: text,
  createdAt: instant,
});
