import * as z from 'zod/mini';
import { countsAs } from '../actions/operationProgress.ts';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { cursorAt, placeOf } from '../http/cursors.ts';
import { pageFields } from '../http/pagination.ts';
import { defineRoute } from '../http/route.ts';
import { described, nextCursor } from '../http/schemas.ts';
import { invalidRequest } from '../http/validation.ts';
import { readChildren, resultIn, resultKey, type ChildResult } from '../records/childJobs.ts';
import { isOfKind, subjectIdOf, type Subject } from '../subjects.ts';
import { messageOf } from './jobResults.ts';
import { COUNTS, itemResult, OUTCOMES } from './operationSchemas.ts';
import { theOperation, type Found } from './operationView.ts';

/** The number of items that one request with a filter looks at, and how many at once. */
const LOOKED_AT_MAX = 500;
const LOOKED_AT_ONCE = 100;

/** One channel or job of an operation, and its outcome until now. */
interface Looked {
  readonly subject: Subject;
  readonly steered: string | undefined;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly counts: (typeof COUNTS)[number] | undefined;
  readonly result: ChildResult | undefined;
}

/** Reads up to `count` items of an operation from index `from` on, in its order. */
async function lookAt(
  { store }: App,
  { subject, job }: Found,
  from: number,
  count: number,
): Promise<Looked[]> {
  const parent = { subject, jobId: job.id };
  const items = await readChildren(store, parent, from, count);
  const rows = await store.getMany(items.map(({ index }) => resultKey(parent, index)));
  const { open = [], begun = 0 } = job.memory;
  return items.map((item, n): Looked => {
    const result = resultIn(rows[n]);
    const isOpen = open.includes(item.index) || item.index < begun;
    return {
      subject: item.subject,
      steered: item.steered,
      outcome: result?.outcome ?? (isOpen ? 'open' : 'pending'),
      counts: result && countsAs(result.outcome),
      result,
    };
  });
}

/** Returns how many items contain `count` wanted ones: all, if there are not so many. */
function untilFull(isWanted: readonly boolean[], count: number): number {
  let found = 0;
  const last = isWanted.findIndex((one) => one && ++found === count);
  return last === -1 ? isWanted.length : last + 1;
}

async function resultView(
  app: App,
  { subject, steered, outcome, counts, result }: Looked,
): Promise<object> {
  const message = result && (await messageOf(app, result));
  return {
    ...(isOfKind(subject, 'channel') && {
      channelArn: arnOf(app.config, 'channel', subjectIdOf(subject)),
    }),
    ...(steered !== undefined && { steeredJobId: steered }),
    outcome,
    ...(counts && { counts }),
    ...(result?.jobId !== undefined && { jobId: result.jobId }),
    ...(message !== undefined && { message }),
  };
}

/** Returns the result of each channel or job of an operation. */
export const getOperationResults = defineRoute({
  key: 'GET /v1/operations/{operationId}/results',
  scope: 'jobs:read',
  name: 'getOperationResults',
  summary: 'List the results of an operation, by channel or job',
  description:
    'With a filter a page may have fewer results than `limit`, or none, and still a `nextCursor`.',
  answers: {
    200: {
      description: 'A page of results, in the order of the operation.',
      schema: z.object({ results: z.array(itemResult), nextCursor }),
    },
  },
  problems: ['not-found'],
  query: z.strictObject({
    ...pageFields,
    counts: described('Only channels or jobs whose outcome counts so.', z.optional(z.enum(COUNTS))),
    outcome: described('Only channels or jobs with this outcome.', z.optional(z.enum(OUTCOMES))),
  }),
  async answer({ app, parameters: { operationId }, query }) {
    const { limit = 100, cursor, counts, outcome } = query;
    const found = await theOperation(app, operationId);
    const first = cursor === undefined ? 0 : Number(placeOf('results', cursor));
    if (!Number.isSafeInteger(first) || first < 0)
      throw invalidRequest([
        { field: 'cursor', rule: 'must be the nextCursor of an earlier answer of this list' },
      ]);
    const isWanted = (one: Looked): boolean =>
      (counts === undefined || one.counts === counts) &&
      (outcome === undefined || one.outcome === outcome);
    const count = counts === undefined && outcome === undefined ? limit : LOOKED_AT_ONCE;
    const wanted: Looked[] = [];
    let next = first;
    let isOver = false;
    while (!isOver && wanted.length < limit && next < first + LOOKED_AT_MAX) {
      const looked = await lookAt(app, found, next, count);
      const taken = looked.slice(0, untilFull(looked.map(isWanted), limit - wanted.length));
      wanted.push(...taken.filter(isWanted));
      next += taken.length;
      // A set that is still being written ends before its last channel.
      isOver = taken.length < count && taken.length === looked.length;
    }
    return {
      status: 200,
      body: {
        results: await Promise.all(wanted.map((one) => resultView(app, one))),
        ...(!isOver &&
          next < found.job.input.total && { nextCursor: cursorAt('results', String(next)) }),
      },
    };
  },
});
