import * as z from 'zod/mini';
import { isoTime } from '../clock.ts';
import { defineRoute } from '../http/route.ts';
import { count, described, instant, withId } from '../http/schemas.ts';
import { rateLimits, resourceLimits, type RateLimit } from '../readModel/limits.ts';

const rate = z.number().check(z.minimum(0));

/** The use of the rate of one operation, now and over the last hour. */
const rateShape = withId(
  'RateLimit',
  z.object({
    operation: z.string(),
    perSecond: described('The calls a second that IVS allows in this region.', rate),
    share: described('The share of them that jobs may use now, from 0 to 1.', rate),
    now: described(
      'The calls a second of jobs in about the last minute, and what is left of `perSecond`. It ' +
        'is absent until a minute has been measured.',
      z.optional(z.object({ used: rate, headroom: rate })),
    ),
    lastHour: described(
      'The calls of jobs in the last hour, the 429s of IVS, the calls a second in the busiest ' +
        'minute, and what that minute left of `perSecond`.',
      z.optional(z.object({ calls: count, throttled: count, most: rate, headroom: rate })),
    ),
  }),
);

/** The use of a quota of resources. */
const resourceShape = withId(
  'ResourceLimit',
  z.object({
    name: described(
      '`channels` is absent until all have been listed once, `concurrentStreams` while IVS does not ' +
        'answer.',
      z.enum(['channels', 'concurrentStreams']),
    ),
    used: count,
    defaultQuota: described(
      'The quota of an account that has asked for no other. IVS does not tell the own one.',
      count,
    ),
    headroom: described('`defaultQuota` less `used`, and 0 at least.', count),
    asOf: described('When it was counted.', instant),
  }),
);

const rounded = (value: number): number => Math.round(value * 100) / 100;

function shown({ now, lastHour, ...limit }: RateLimit): z.infer<typeof rateShape> {
  const left = (used: number): number => rounded(Math.max(0, limit.perSecond - used));
  return {
    ...limit,
    ...(now !== undefined && { now: { used: rounded(now), headroom: left(now) } }),
    ...(lastHour && {
      lastHour: { ...lastHour, most: rounded(lastHour.most), headroom: left(lastHour.most) },
    }),
  };
}

/** Tells how near the deployment is to each quota of IVS, now and over the last hour. */
export const listLimits = defineRoute({
  key: 'GET /v1/limits',
  scope: 'jobs:read',
  name: 'listLimits',
  summary: 'Show the use and the headroom of the quotas of IVS',
  description:
    'Lists the rates of the operations that jobs have called, and the quotas of channels and of ' +
    'concurrent streams. Calls of jobs and schedules count, minute by minute; calls that answer a ' +
    'request directly, and those of other programs, show as 429s only. `GET /v1/quotas` shows the ' +
    'state of the queue of each operation.',
  answers: {
    200: {
      description: 'The quotas, and how much of each is used.',
      schema: z.object({
        asOf: instant,
        rates: z.array(rateShape),
        resources: z.array(resourceShape),
      }),
    },
  },
  problems: [],
  async answer({ app }) {
    const asOf = isoTime(app.clock.now());
    const [rates, resources] = await Promise.all([rateLimits(app), resourceLimits(app)]);
    return {
      status: 200,
      body: {
        asOf,
        rates: rates.map(shown),
        resources: resources.map((limit) => ({
          ...limit,
          headroom: Math.max(0, limit.defaultQuota - limit.used),
          asOf: isoTime(limit.asOf),
        })),
      },
    };
  },
});
