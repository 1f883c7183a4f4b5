import * as z from 'zod/mini';
import { isScheduledWork } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import { authorize } from '../http/auth.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { jobShown } from '../http/jobShape.ts';
import { jobView } from '../http/jobView.ts';
import { AT_RULE, timeIn } from '../http/preferences.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { described } from '../http/schemas.ts';
import { invalidRequest } from '../http/validation.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { wakeToRead } from '../jobs/steering.ts';
import { readDecision } from '../records/approvals.ts';
import { writeMovedTime } from '../records/scheduledJobs.ts';
import { scopesOnChannels } from './channelRoutes.ts';
import { theJob } from './jobs.ts';

/**
 * Returns the job whose beginning can be moved.
 * @throws Problem `not-found`, `missing-scope`, `job-ended`, `conflict`
 */
async function movable(call: Call<'jobId'>): Promise<Job> {
  const { app, scopes, parameters } = call;
  const job = await theJob(app, parameters.jobId);
  if (!isScheduledWork(job.input))
    throw new Problem('conflict', `The job ${job.id} was not scheduled.`, { job: job.id });
  for (const scope of scopesOnChannels(job.input.workflow)) authorize(scopes, scope, app.config);
  if (isFinal(job)) throw new Problem('job-ended', `The job has ended: ${job.status}.`);
  // The suspension of a channel whose work can be taken back does not count.
  const before = job.input.undoable ? 1 : 0;
  if ((job.memory.begun ?? 0) > before || job.cancel)
    throw new Problem('conflict', 'The work has begun, or was cancelled.', { job: job.id });
  await mustBeUnapproved(app, job);
  return job;
}

/**
 * Refuses to move work that a second person has approved, because that person has seen its time.
 * @throws Problem `conflict`
 */
async function mustBeUnapproved({ store }: App, { id, subject, input }: Job): Promise<void> {
  if (input.needsApproval !== true) return;
  const decision = await readDecision(store, subject, id);
  if (!decision?.isApproved) return;
  throw new Problem(
    'conflict',
    `${decision.by} has approved the job for its time. Cancel it, and ask for the work again.`,
    { job: id },
  );
}

/**
 * Returns the new time, in ms since the epoch.
 * @throws Problem `invalid-request`
 */
function newTimeIn({ body, arrivedAt }: Call<'jobId', unknown, { at: string }>): number {
  const ms = timeIn(body.at, arrivedAt);
  if (ms === undefined) throw invalidRequest([{ field: 'at', rule: AT_RULE }]);
  if (ms <= arrivedAt) throw invalidRequest([{ field: 'at', rule: 'must be in the future' }]);
  return ms;
}

/** Moves the time at which the work of a scheduled job begins. */
export const rescheduleJob = defineRoute({
  key: 'PATCH /v1/jobs/{jobId}',
  scope: 'jobs:write',
  mutates: true,
  plain: true,
  name: 'rescheduleJob',
  summary: 'Move the beginning of a scheduled job',
  description:
    'A job that was scheduled with `at` or `after` begins at another time, unless a second person ' +
    'has approved it for its time. Besides `jobs:write`, the token needs the scope of the ' +
    'operation that was scheduled.',
  answers: { 200: { description: 'The job with its new time.', schema: jobShown } },
  problems: ['not-found', 'job-ended', 'conflict', 'idempotency-key-reused', 'request-under-way'],
  example: { body: { at: '2026-12-01T03:00:00[Europe/Berlin]' } },
  body: z.strictObject({
    at: described(
      'The new time, with its offset (RFC 3339) or its zone (RFC 9557).',
      z.string().check(z.maxLength(100)),
    ),
  }),
  async answer(call): Promise<Answer> {
    const { app, preferences } = call;
    if (preferences.dryRun) {
      const { id: jobId } = await movable(call);
      const request = { jobId, at: isoTime(newTimeIn(call)) };
      return { status: 200, body: { dryRun: { operation: 'rescheduleJob', request } } };
    }
    return performOnce(call, {
      operation: 'rescheduleJob',
      async does() {
        const startsAt = newTimeIn(call);
        const job = await movable(call);
        const { subject, createdAt: acceptedAt } = job;
        if (!(await writeMovedTime(app.store, { subject, acceptedAt }, startsAt)))
          throw new Problem('conflict', 'The work has begun, or was approved for its time.', {
            job: job.id,
          });
        const moved = (await wakeToRead(app, job)) ?? job;
        await note(call, 'rescheduleJob', { jobId: job.id, at: isoTime(startsAt) });
        return {
          status: 200,
          body: { job: jobView(app, { ...moved, memory: { ...moved.memory, startsAt } }) },
        };
      },
    });
  },
});
