import { isScheduledWork } from '../actions/inputs.ts';
import { Problem } from '../errors.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { jobView } from '../http/jobView.ts';
import { jobShown } from '../http/jobShape.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { cancelJob } from '../jobs/commands.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { wakeToRead } from '../jobs/steering.ts';
import { writeDecision } from '../records/approvals.ts';
import { fixTime } from '../records/scheduledJobs.ts';
import { theJob } from './jobs.ts';

/**
 * Returns the job about which the caller may decide.
 * @throws Problem `not-found`, `job-ended`, `conflict`, `second-person-needed`
 */
async function decidable({ app, caller, parameters: { jobId } }: Call<'jobId'>): Promise<Job> {
  const job = await theJob(app, jobId);
  if (job.input.needsApproval !== true)
    throw new Problem('conflict', `The job ${job.id} needs no approval.`, { job: job.id });
  if (isFinal(job)) throw new Problem('job-ended', `The job has ended: ${job.status}.`);
  if (job.requestedBy === caller)
    throw new Problem('second-person-needed', 'You have asked for this work yourself.', {
      job: job.id,
    });
  return job;
}

/** Decides about a job, once per Idempotency-Key. The first decision stands. */
async function decide(call: Call<'jobId'>, operation: 'approveJob' | 'rejectJob'): Promise<Answer> {
  const { app, caller, preferences } = call;
  const { reason } = preferences;
  if (preferences.dryRun) {
    const { id, workflow, subject, status } = await decidable(call);
    return {
      status: 200,
      body: { dryRun: { workflow, subject, job: id, status, steps: [] } },
    };
  }
  return performOnce(call, {
    operation,
    async does() {
      const job = await decidable(call);
      const { id, subject } = job;
      const isApproved = operation === 'approveJob';
      const at = app.clock.now();
      // The time is fixed before the decision stands, so no move comes after it.
      const startsAt =
        isApproved && isScheduledWork(job.input)
          ? await fixTime(app.store, { subject, acceptedAt: job.createdAt }, at)
          : undefined;
      const decision = { isApproved, by: caller, at };
      const stands = await writeDecision(app.store, subject, id, decision);
      if (stands.isApproved !== isApproved)
        throw new Problem(
          'conflict',
          `${stands.by} has ${stands.isApproved ? 'approved' : 'rejected'} the job.`,
          { job: id },
        );
      const after = isApproved
        ? ((await wakeToRead(app, job)) ?? job)
        : await cancelJob(app, id, { by: caller, ...(reason !== undefined && { reason }) });
      await note(call, operation, { jobId: id });
      const memory = {
        ...after.memory,
        isApproved,
        decidedBy: stands.by,
        ...(startsAt !== undefined && { startsAt }),
      };
      return { status: 200, body: { job: jobView(app, { ...after, memory }) } };
    },
  });
}

const answers = {
  200: { description: 'The job after the decision.', schema: jobShown },
} as const;
const problems = [
  'not-found',
  'job-ended',
  'conflict',
  'second-person-needed',
  'idempotency-key-reused',
  'request-under-way',
] as const;
const TOLD =
  'The caller is another one than the one who asked for the work. The first decision stands.';

/** Approves work that needs a second person. */
export const approveJob = defineRoute({
  key: 'POST /v1/jobs/{jobId}/approve',
  scope: 'jobs:approve',
  mutates: true,
  name: 'approveJob',
  summary: 'Approve work that needs a second person',
  description: `The work begins, at its time if it has one. ${TOLD}`,
  answers,
  problems,
  answer: (call) => decide(call, 'approveJob'),
});

/** Rejects work that needs a second person. */
export const rejectJob = defineRoute({
  key: 'POST /v1/jobs/{jobId}/reject',
  scope: 'jobs:approve',
  mutates: true,
  name: 'rejectJob',
  summary: 'Reject work that needs a second person',
  description: `The job is cancelled, and the work is never begun. ${TOLD}`,
  answers,
  problems,
  answer: (call) => decide(call, 'rejectJob'),
});
