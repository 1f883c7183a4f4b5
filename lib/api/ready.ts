import * as z from 'zod/mini';
import { isoTime } from '../clock.ts';
import { defineRoute } from '../http/route.ts';
import { described, instant, withId } from '../http/schemas.ts';
import { PART_NAMES, readiness } from '../readModel/readiness.ts';

const readyShape = withId(
  'Readiness',
  z.object({
    status: z.enum(['ready', 'notReady']),
    parts: z.array(
      z.object({
        name: described(
          '`table`: the table answers. `sweep`: a sweep has succeeded within five minutes. ' +
            '`events`: after the announced end of a job, an event has arrived. `ivs`: IVS answers.',
          z.enum(PART_NAMES),
        ),
        status: z.enum(['ok', 'failing', 'notChecked']),
        detail: described('The reason, if the part is not well.', z.optional(z.string())),
        at: described(
          'When the part last showed that it works: the last sweep, the last event (to the ' +
            'minute), the last answer of IVS.',
          z.optional(instant),
        ),
      }),
    ),
  }),
);

/**
 * Tells which part of the deployment is not well. It is open, because the programs that ask have no
 * token: load balancers, deployments, monitors. It tells times and names of errors only, and its
 * answer is kept, so that it cannot be used to put load on DynamoDB or IVS.
 */
export const getReady = defineRoute({
  key: 'GET /v1/ready',
  scope: 'open',
  name: 'getReady',
  summary: 'Check that each part of the deployment works',
  description:
    'Answers 200 if every part is `ok`, otherwise 503 with the same body. Each process looks every ' +
    'five seconds at most, and IVS is asked every 30 seconds at most. A new deployment is ready ' +
    'after its first sweep.',
  answers: {
    200: { description: 'Every part works.', schema: readyShape },
    503: { description: 'Some part does not work, or could not be checked.', schema: readyShape },
  },
  problems: [],
  async answer({ app }) {
    const parts = await readiness(app);
    const isReady = parts.every(({ status }) => status === 'ok');
    return {
      status: isReady ? 200 : 503,
      body: {
        status: isReady ? 'ready' : 'notReady',
        parts: parts.map(({ at, ...part }) => ({
          ...part,
          ...(at !== undefined && { at: isoTime(at) }),
        })),
      },
    };
  },
});
