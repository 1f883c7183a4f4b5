import * as z from 'zod/mini';
import type { JobFilter } from '../actions/inputs.ts';
import { described, endings, timeText, workflowNames } from '../http/schemas.ts';
import { instantOf } from '../zonedTime.ts';

// Which jobs: the filters of the list of jobs, and of the operations that steer jobs.

/** The filters that are the same in a query and in a body. */
export const filterFields = {
  status: described(
    'Only jobs with this status.',
    z.optional(z.enum(['running', 'waiting', 'succeeded', 'failed', 'cancelled'])),
  ),
  ending: described(
    'Only jobs with this ending; `failed` selects jobs that gave up.',
    z.optional(z.enum(endings)),
  ),
  workflow: described('Only jobs of this workflow.', z.optional(z.enum(workflowNames))),
  subject: described(
    'Only jobs on this subject: a kind and an id, such as `channel/AbCdEf123456`.',
    z.optional(
      z
        .string()
        .check(
          z.regex(
            /^\w+\/[A-Za-z0-9-]{1,64}$/,
            'must be a kind and an id, such as "channel/AbCdEf123456"',
          ),
        ),
    ),
  ),
  createdSince: described(
    'Only jobs from this time on: ISO 8601 with an offset, a zone, or both.',
    z.optional(timeText),
  ),
  createdBefore: described('Only jobs from before this time.', z.optional(timeText)),
} as const;

/** The id of a request or an event. */
export const causeId = z.string().check(z.minLength(1), z.maxLength(128));

/** The filters as a request has them. */
interface AskedFilter extends Omit<
  { readonly [Name in keyof JobFilter]: JobFilter[Name] | undefined },
  'createdSince' | 'createdBefore'
> {
  readonly createdSince?: string | undefined;
  readonly createdBefore?: string | undefined;
}

const timeIn = (iso: string | undefined): number | undefined =>
  iso === undefined ? undefined : instantOf(iso);

/** Returns the filter that a request asks for, without what it leaves open. */
export function filterIn({ createdSince, createdBefore, ...asked }: AskedFilter): JobFilter {
  const times = { createdSince: timeIn(createdSince), createdBefore: timeIn(createdBefore) };
  return Object.fromEntries(
    Object.entries({ ...asked, ...times }).filter(([, value]) => value !== undefined),
  );
}
