import * as z from 'zod/mini';
import { isoTime } from '../clock.ts';
import { defineRoute } from '../http/route.ts';
import { described, instant, withId } from '../http/schemas.ts';
import { quotaUse } from '../jobs/quotaUse.ts';

/** The state of the rate limiters of one operation. */
const quotaShape = withId(
  'QuotaUse',
  z.object({
    operation: z.string(),
    rate: described('The calls a second that IVS allows in this region.', z.number()),
    share: described(
      'The share of the rate that jobs may use now, from 0 to 1. A 429 of IVS lowers it.',
      z.number(),
    ),
    nextSlotAt: described(
      'When the next call of a job may be made. A time in the past means that nothing waits; a ' +
        'time ahead is the length of the queue.',
      z.optional(instant),
    ),
    nextEmergencySlotAt: described(
      'The same for emergencies, which have first claim on the whole rate.',
      z.optional(instant),
    ),
    throttledAt: described('When IVS last answered 429.', z.optional(instant)),
  }),
);

/** Tells how much of IVS's quotas jobs use, without a call of IVS. */
export const listQuotas = defineRoute({
  key: 'GET /v1/quotas',
  scope: 'jobs:read',
  name: 'listQuotas',
  summary: 'List the use of the quotas of IVS by jobs',
  description:
    'Lists the operations that jobs have called. Two answers tell the use between them: each ' +
    'call moves `nextSlotAt` by one interval.',
  answers: {
    200: {
      description: 'The rate limiters, by operation.',
      schema: z.object({ asOf: instant, quotas: z.array(quotaShape) }),
    },
  },
  problems: [],
  async answer({ app }) {
    const asOf = isoTime(app.clock.now());
    const quotas = await quotaUse(app);
    return {
      status: 200,
      body: {
        asOf,
        quotas: quotas.map(({ nextSlotAt, nextEmergencySlotAt, throttledAt, ...use }) => ({
          operation: use.operation,
          rate: use.rate,
          share: use.share,
          ...(nextSlotAt !== undefined && { nextSlotAt: isoTime(nextSlotAt) }),
          ...(nextEmergencySlotAt !== undefined && {
            nextEmergencySlotAt: isoTime(nextEmergencySlotAt),
          }),
          ...(throttledAt !== undefined && { throttledAt: isoTime(throttledAt) }),
        })),
      },
    };
  },
});
