import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import {
  CHILD_OUTCOMES,
  readResults as readChildResults,
  type ChildResult,
} from '../records/childJobs.ts';
import { Problem } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { isOfKind, subjectIdOf } from '../subjects.ts';
import { findJob } from '../jobs/queries.ts';
import { readViewerBatch } from '../records/viewerBatches.ts';
import { cursorsOf, halfAt, readOddHalf } from '../records/viewerHalves.ts';
import { readResults } from '../records/viewerSessionRevocations.ts';
import { cursorAt, placeOf } from '../http/cursors.ts';
import { problemOfFailure } from '../http/ivsErrors.ts';
import { invalidRequest } from '../http/validation.ts';
import { theJob } from './jobs.ts';
import { pageQuery } from '../http/pagination.ts';
import { defineRoute } from '../http/route.ts';
import { withId, nextCursor, described, text } from '../http/schemas.ts';

/** The outcome of one pair of a batch of viewers. */
const result = withId(
  'ViewerSessionResult',
  z.object({
    channelArn: z.string(),
    viewerId: z.string(),
    viewerSessionVersionsLessThanOrEqualTo: z.int(),
    outcome: described(
      '`pending`: the pair has not been sent yet.',
      z.enum(['revoked', 'failed', 'pending']),
    ),
    code: described('The error code of IVS, if the revocation failed.', z.optional(z.string())),
    message: text,
  }),
);

/** The outcome of one channel of a retirement or an operation, or of one steered job. */
const channelResult = withId(
  'ChannelResult',
  z.object({
    channelArn: described('Absent for a steered job that is not about a channel.', text),
    steeredJobId: described('The job that the operation steers.', text),
    outcome: z.enum(CHILD_OUTCOMES),
    jobId: described(
      'The child job on the channel, or the job that redrives the steered one.',
      z.optional(z.string()),
    ),
    message: text,
  }),
);

/**
 * Returns the reason why a child failed, in our words, because IVS's message may name our roles.
 */
export async function messageOf(
  app: App,
  { outcome, jobId, message }: ChildResult,
): Promise<string | undefined> {
  if (outcome !== 'failed' || jobId === undefined) return message;
  const child = await findJob(app, jobId);
  return child?.error && problemOfFailure(child.error).message;
}

/** Returns the outcomes of the channels whose children have ended, from index `from` on. */
async function channelResults(
  app: App,
  { subject, id: jobId }: Job,
  from: number,
  limit: number,
): Promise<{ results: object[]; next?: number }> {
  const rows = await readChildResults(app.store, { subject, jobId }, from, limit);
  const messages = await Promise.all(rows.map((row) => messageOf(app, row)));
  const results = rows.map(({ subject: of, steered, outcome, jobId: child }, at) => ({
    ...(isOfKind(of, 'channel') && { channelArn: arnOf(app.config, 'channel', subjectIdOf(of)) }),
    ...(steered !== undefined && { steeredJobId: steered }),
    outcome,
    ...(child !== undefined && { jobId: child }),
    ...(messages[at] !== undefined && { message: messages[at] }),
  }));
  const last = rows.at(-1);
  return { results, ...(rows.length === limit && last && { next: last.index + 1 }) };
}

async function batchResults(
  { store }: App,
  { subject, memory }: Job,
  from: number,
  limit: number,
): Promise<{ results: object[]; next?: number }> {
  const batch = await readViewerBatch(store, subject);
  if (!batch) return { results: [] };
  const cursors = cursorsOf(memory, await readOddHalf(store, subject));
  // A page lies within a record, and so within a half.
  const done = cursors[halfAt(batch, from)];
  return readResults(store, { subject, total: batch.total, done }, from, limit, batch);
}

function resultsOf(
  app: App,
  job: Job,
  from: number,
  limit: number,
): Promise<{ results: object[]; next?: number }> {
  const { id, workflow, subject, memory, input } = job;
  if (workflow === 'revokeViewerBatch') return batchResults(app, job, from, limit);
  if (workflow === 'retireAttachment' || workflow === 'runOperation')
    return channelResults(app, job, from, limit);
  if (workflow !== 'revokeViewers')
    throw new Problem(
      'not-found',
      `The job ${id} has no results: it does not work on a set of items.`,
    );
  return readResults(
    app.store,
    { subject, total: memory.total ?? Number(input.total), done: memory.done ?? 0 },
    from,
    limit,
  );
}

/** Returns the outcome of each pair of a batch of viewers, or of each channel of a set. */
export const getJobResults = defineRoute({
  key: 'GET /v1/jobs/{jobId}/results',
  scope: 'jobs:read',
  name: 'getJobResults',
  summary: 'List the results of a job on a set of items',
  description:
    'Lists the outcome of each pair of a batch of viewers, of each channel to detach from a ' +
    'retired resource, or of each channel or job of an operation, as soon as it is known.',
  answers: {
    200: {
      description: 'A page of results, in the order of the request.',
      schema: z.object({ results: z.array(z.union([result, channelResult])), nextCursor }),
    },
  },
  problems: ['not-found'],
  query: pageQuery,
  async answer({ app, parameters: { jobId }, query: { limit = 100, cursor } }) {
    const job = await theJob(app, jobId);
    const from = cursor === undefined ? 0 : Number(placeOf('results', cursor));
    if (!Number.isSafeInteger(from) || from < 0)
      throw invalidRequest([
        { field: 'cursor', rule: 'must be the nextCursor of an earlier answer of this list' },
      ]);
    const { results, next } = await resultsOf(app, job, from, limit);
    return {
      status: 200,
      body: {
        results,
        ...(next !== undefined && { nextCursor: cursorAt('results', String(next)) }),
      },
    };
  },
});
