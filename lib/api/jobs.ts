import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { Problem } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { findJob, listJobs as readJobs } from '../jobs/queries.ts';
import { readViewerBatch } from '../records/viewerBatches.ts';
import { progressOf, readOddHalf } from '../records/viewerHalves.ts';
import { cursorAt, placeOf } from '../http/cursors.ts';
import { numberFrom } from '../http/validation.ts';
import { jobShape, jobShown, NEEDS_ATTENTION } from '../http/jobShape.ts';
import { jobView } from '../http/jobView.ts';
import { pageFields } from '../http/pagination.ts';
import { defineRoute } from '../http/route.ts';
import { nextCursor, described } from '../http/schemas.ts';
import { longPoll } from '../http/jobMutation.ts';
import { causeId, filterFields, filterIn } from './jobFilters.ts';

/**
 * Returns the job.
 * @throws Problem `not-found`
 */
export async function theJob(app: App, jobId: string): Promise<Job> {
  const job = await findJob(app, jobId);
  if (!job) throw new Problem('not-found', `There is no job ${jobId}.`);
  return job;
}

/**
 * Returns a job with the progress that its child has made since it looked. A job that was abandoned
 * has not looked at its end. The progress of a job that was redriven is that of the other job.
 */
async function upToDate({ store }: App, job: Job): Promise<Job> {
  if (!job.memory.share || job.redrivenBy !== undefined) return job;
  const batch = await readViewerBatch(store, job.subject);
  if (!batch) return job;
  const progress = progressOf(batch, job.memory, await readOddHalf(store, job.subject));
  return { ...job, memory: { ...job.memory, ...progress } };
}

/**
 * Lists jobs, newest first. The list may lag behind the jobs by a moment; each job in it is up to
 * date.
 */
export const listJobs = defineRoute({
  key: 'GET /v1/jobs',
  scope: 'jobs:read',
  name: 'listJobs',
  summary: 'List jobs, newest first',
  description: 'The list may lag behind the jobs by a moment; each job in it is up to date.',
  answers: {
    200: {
      description: 'A page of jobs.',
      schema: z.object({ jobs: z.array(jobShape), nextCursor }),
    },
  },
  problems: [],
  query: z.strictObject({
    ...pageFields,
    limit: described(
      'The maximum number of jobs on a page; 25 by default.',
      z.optional(numberFrom(1, 100)),
    ),
    ...filterFields,
    needsAttention: described(
      '`true`: only jobs that need attention. `false`: only the others. A job needs the ' +
        `attention of an operator when ${NEEDS_ATTENTION}.`,
      z.optional(z.enum(['true', 'false'])),
    ),
    awaitsApproval: described(
      '`true`: only jobs that wait for a second person. `false`: only the others.',
      z.optional(z.enum(['true', 'false'])),
    ),
    causedBy: described(
      'Only the jobs of this request or event, by its id. A page looks through the newest 500 jobs ' +
        'after its cursor, so it may be empty and have a next page.',
      z.optional(causeId),
    ),
  }),
  async answer({ app, query }) {
    const { limit = 25, cursor, needsAttention, awaitsApproval, ...filters } = query;
    const { jobs, nextCursor } = await readJobs(app, {
      limit,
      ...filterIn({
        ...filters,
        needsAttention: needsAttention && needsAttention === 'true',
        awaitsApproval: awaitsApproval && awaitsApproval === 'true',
      }),
      ...(cursor !== undefined && { cursor: placeOf('jobs', cursor) }),
    });
    return {
      status: 200,
      body: {
        jobs: await Promise.all(jobs.map(async (job) => jobView(app, await upToDate(app, job)))),
        ...(nextCursor !== undefined && { nextCursor: cursorAt('jobs', nextCursor) }),
      },
    };
  },
});

/**
 * Returns a job. With `Prefer: wait=N` the answer is held until the job ends, or
 * (`after=<version>`) until the job is past that version.
 */
export const getJob = defineRoute({
  key: 'GET /v1/jobs/{jobId}',
  scope: 'jobs:read',
  name: 'getJob',
  summary: 'Get a job',
  description:
    'With `Prefer: wait=N` the answer is held until the job has ended or, with ' +
    '`after=<version>`, until the job is past that version.',
  answers: { 200: { description: 'The job.', schema: jobShown } },
  problems: ['not-found'],
  waits: true,
  query: z.strictObject({
    after: described(
      'With `Prefer: wait=N`: hold the answer only until the job is past this `version`.',
      z.optional(numberFrom(0, 9_999_999_999)),
    ),
  }),
  async answer(call) {
    const { app, parameters, query } = call;
    const { job, headers } = await longPoll(call, await theJob(app, parameters.jobId), query.after);
    return {
      status: 200,
      headers: { etag: `"${job.version}"`, ...headers },
      body: { job: jobView(app, await upToDate(app, job)) },
    };
  },
});
