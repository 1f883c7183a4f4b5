import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { Problem } from '../errors.ts';
import { hint } from '../jobs/due.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { signal } from '../jobs/table.ts';
import { digestOf, randomId } from '../random.ts';
import {
  BATCH_PAIRS_MAX,
  changeViewerBatch,
  openViewerBatch,
  PARTS_MAX,
  readViewerBatch,
  type BatchChange,
  type ViewerBatch,
} from '../records/viewerBatches.ts';
import { writePart } from '../records/viewerSessionRevocations.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { performByJob } from '../http/jobMutation.ts';
import { newSubject } from '../http/newSubject.ts';
import { jobAccepted, jobShown } from '../http/jobShape.ts';
import { jobView } from '../http/jobView.ts';
import { channelsMustBeManaged } from '../http/managedChannels.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { described, JOB_PROBLEMS, withId } from '../http/schemas.ts';
import { theJob } from './jobs.ts';
import { revocation, viewerSessionsOf } from './viewerSessionRevocations.ts';

/** The shape that `batchView` returns. */
const batchShape = withId(
  'ViewerBatch',
  z.object({
    jobId: described('The job that revokes the pairs.', z.string()),
    total: described('The number of pairs that have been added.', z.int()),
    closed: described('No pair can be added, and the job ends with the last one.', z.boolean()),
    paused: described('The job sends no pair until it is resumed.', z.boolean()),
  }),
);

const batchView = ({ id }: Job, { total, closed, paused }: ViewerBatch): object => ({
  jobId: id,
  total,
  closed,
  paused,
});

/** Opens a batch, to which pairs are added afterwards. */
export const openBatch = defineRoute({
  key: 'POST /v1/viewer-session-revocations/batches',
  scope: 'viewer-sessions:write',
  mutates: true,
  starts: {
    on: 'viewerSessionRevocation',
    workflows: ['revokeViewerBatch'],
    children: ['revokeViewerBatchHalf'],
  },
  name: 'openViewerBatch',
  summary: 'Open a batch of viewer sessions to revoke',
  description:
    `For more viewers than one request takes, up to ${BATCH_PAIRS_MAX.toLocaleString('en')}. The ` +
    'job revokes each pair that is added, at the pace that IVS allows, and ends with the last ' +
    'pair once the batch is closed. A child job shares the work while more than 500 pairs are ' +
    'left. A batch that gets no pairs for 24 hours closes itself.',
  answers: {
    200: { description: 'The batch has been closed, and all pairs are sent.', schema: jobShown },
    202: jobAccepted,
  },
  problems: JOB_PROBLEMS,
  async answer(call) {
    const { app } = call;
    const subject = await newSubject(call, 'viewerSessionRevocation');
    return performByJob(call, {
      workflow: 'revokeViewerBatch',
      subject,
      prepare: () => openViewerBatch(app.store, subject, app.clock.now()),
      done: (job) => ({ status: 200, body: { job: jobView(app, job) } }),
    });
  },
});

/** Changes a batch, and wakes its job. */
async function changed(call: Call<'jobId'>, job: Job, change: BatchChange): Promise<Answer> {
  const { app } = call;
  const batch = await changeViewerBatch(app.store, job.subject, change, app.clock.now());
  if (batch === 'notFound') throw notABatch(job.id);
  if (batch === 'closed') throw new Problem('conflict', 'The batch is closed.', { job: job.id });
  if (batch === 'full') throw full(job.id);
  await wake(app, job);
  return { status: 200, body: { viewerBatch: batchView(job, batch) } };
}

const notABatch = (jobId: string): Problem =>
  new Problem('not-found', `The job ${jobId} has no batch that pairs could be added to.`);

const full = (jobId: string): Problem =>
  new Problem(
    'conflict',
    `A batch has at most ${BATCH_PAIRS_MAX} pairs in ${PARTS_MAX} requests. Open another one.`,
    { job: jobId },
  );

/**
 * Wakes the job of a batch, and the child that shares it. A child that is begun later reads the
 * batch as it is now.
 */
async function wake(app: App, { subject }: Job): Promise<void> {
  const job = await signal(app, subject);
  if (job) await hint(app, job);
  const child = job?.memory.helper && (await signal(app, job.memory.helper.subject));
  if (child) await hint(app, child);
}

/**
 * Returns the job of a batch.
 * @throws Problem `not-found`, `job-ended`
 */
async function openJob({ app, parameters: { jobId } }: Call<'jobId'>): Promise<Job> {
  const job = await theJob(app, jobId);
  if (job.workflow !== 'revokeViewerBatch') throw notABatch(jobId);
  if (isFinal(job)) throw new Problem('job-ended', `The job has ended: ${job.status}.`);
  return job;
}

const PROBLEMS = [
  'not-found',
  'job-ended',
  'conflict',
  'idempotency-key-reused',
  'request-under-way',
] as const;
const ANSWERS = {
  200: { description: 'The batch.', schema: z.object({ viewerBatch: batchShape }) },
} as const;

/** Changes the batch of a call, once per Idempotency-Key. */
async function steer(call: Call<'jobId'>, operation: string, change: BatchChange): Promise<Answer> {
  if (call.preferences.dryRun) {
    const { id } = await openJob(call);
    return { status: 200, body: { dryRun: { operation, job: id } } };
  }
  return performOnce(call, {
    operation,
    async does() {
      // A replay is answered even when the job has ended since.
      const job = await openJob(call);
      const answer = await changed(call, job, change);
      await note(call, operation, { jobId: job.id });
      return answer;
    },
  });
}

/** Adds pairs to an open batch. */
export const addViewerPairs = defineRoute({
  key: 'POST /v1/viewer-session-revocations/{jobId}/pairs',
  scope: 'viewer-sessions:write',
  mutates: true,
  plain: true,
  name: 'addViewerPairs',
  summary: 'Add pairs of channel and viewer to an open batch',
  description:
    'Up to 10,000 pairs in one request. Send each request with an `Idempotency-Key`: a retry ' +
    'under the same key adds nothing twice.',
  answers: ANSWERS,
  problems: PROBLEMS,
  example: {
    body: {
      viewerSessions: [{ channelId: 'AbCdEf123456', viewerId: 'viewer-1' }],
      viewerSessionVersionsLessThanOrEqualTo: 7,
    },
  },
  body: revocation,
  async answer(call) {
    const { app, caller, preferences } = call;
    const sessions = viewerSessionsOf(call.body, app.config, call.arrivedAt);
    await channelsMustBeManaged(
      app,
      sessions.map(({ channelArn }) => channelArn),
    );
    const count = sessions.length;
    if (preferences.dryRun) {
      const { id } = await openJob(call);
      return {
        status: 200,
        body: { dryRun: { operation: 'addViewerPairs', job: id, request: { count } } },
      };
    }
    const { idempotencyKey: key } = preferences;
    return performOnce(call, {
      operation: 'addViewerPairs',
      async does() {
        const job = await openJob(call);
        // The same request under the same key is the same part.
        const id =
          key === undefined ? randomId(app.random) : digestOf(caller, key, job.id, call.digest);
        await writePart(app.store, job.subject, id, sessions, app.clock.now());
        const answer = await changed(call, job, { part: { id, count } });
        await note(call, 'addViewerPairs', { jobId: job.id, count });
        return answer;
      },
    });
  },
});

/** Closes a batch, so that its job ends with the last pair. */
export const closeViewerBatch = defineRoute({
  key: 'POST /v1/viewer-session-revocations/{jobId}/close',
  scope: 'viewer-sessions:write',
  mutates: true,
  plain: true,
  name: 'closeViewerBatch',
  summary: 'Close a batch of viewer sessions',
  description: 'The job ends with the last pair. A paused batch stays paused until it is resumed.',
  answers: ANSWERS,
  problems: PROBLEMS,
  answer: (call) => steer(call, 'closeViewerBatch', { closed: true }),
});

/** Pauses a batch. */
export const pauseViewerBatch = defineRoute({
  key: 'POST /v1/viewer-session-revocations/{jobId}/pause',
  scope: 'viewer-sessions:write',
  mutates: true,
  plain: true,
  name: 'pauseViewerBatch',
  summary: 'Pause a batch of viewer sessions',
  description: 'The calls of the current half second are still made. Pairs can still be added.',
  answers: ANSWERS,
  problems: PROBLEMS,
  answer: (call) => steer(call, 'pauseViewerBatch', { paused: true }),
});

/** Resumes a batch that was paused. */
export const resumeViewerBatch = defineRoute({
  key: 'POST /v1/viewer-session-revocations/{jobId}/resume',
  scope: 'viewer-sessions:write',
  mutates: true,
  plain: true,
  name: 'resumeViewerBatch',
  summary: 'Resume a batch of viewer sessions',
  answers: ANSWERS,
  problems: PROBLEMS,
  answer: (call) => steer(call, 'resumeViewerBatch', { paused: false }),
});

/** Returns the state of a batch. */
export const getViewerBatch = defineRoute({
  key: 'GET /v1/viewer-session-revocations/{jobId}',
  scope: 'viewer-sessions:read',
  name: 'getViewerBatch',
  summary: 'Get the state of a batch of viewer sessions',
  answers: ANSWERS,
  problems: ['not-found'],
  async answer({ app, parameters: { jobId } }) {
    const job = await theJob(app, jobId);
    const batch = await readViewerBatch(app.store, job.subject);
    if (job.workflow !== 'revokeViewerBatch' || !batch) throw notABatch(jobId);
    return { status: 200, body: { viewerBatch: batchView(job, batch) } };
  },
});
