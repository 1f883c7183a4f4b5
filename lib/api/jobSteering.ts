import { abandonJob, cancelJob, redriveJob } from '../jobs/commands.ts';
import type { Job } from '../jobs/job.ts';
import { planOf } from '../jobs/queries.ts';
import type { Workflow } from '../workflows/define.ts';
import { workflows, type WorkflowName } from '../workflows/workflows.ts';
import { authorize } from '../http/auth.ts';
import { explainConflict } from '../http/conflicts.ts';
import { theJob } from './jobs.ts';
import { jobAccepted, jobPath, jobShown, jobView } from '../http/jobView.ts';
import { performOnce } from '../http/directMutation.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { workflowNames } from '../http/schemas.ts';
import { scopesByWorkflow, scopesToSteer } from './startingRoutes.ts';
import { accepted, longPoll } from '../http/jobMutation.ts';

const who = ({ caller, preferences: { reason } }: Call): { by: string; reason?: string } => ({
  by: caller,
  ...(reason !== undefined && { reason }),
});

/**
 * The job that a caller may steer: to redrive a deletion is to delete, so it needs the scope of the
 * route that starts such a job as well.
 * @throws Problem `not-found`, `missing-scope`
 */
async function steerable({ app, parameters, scopes }: Call<'jobId'>): Promise<Job> {
  const job = await theJob(app, parameters.jobId);
  for (const scope of scopesToSteer(job)) authorize(scopes, scope, app.config);
  return job;
}

const STEERING_SCOPES = `Besides \`jobs:write\` it needs the scope of the operation that starts such a job: ${scopesByWorkflow}.`;

/** The effect that steering a job would have, without having it. */
function dryRunOn(job: Job, stepsOf: (workflow: WorkflowName) => unknown[]): Answer {
  const name = workflowNames.find((name) => name === job.workflow);
  const steps = name === undefined ? [] : stepsOf(name);
  return {
    status: 200,
    body: {
      dryRun: {
        workflow: job.workflow,
        subject: job.subject,
        job: jobPath(job.id),
        status: job.status,
        steps,
      },
    },
  };
}

/** How steering a job may be refused, whatever is asked of it. */
const STEERED = ['not-found', 'job-ended', 'idempotency-key-reused', 'request-under-way'] as const;

/**
 * Steers a job, once under one Idempotency-Key, and tells how it is when it has ended or the
 * caller's wait is over.
 */
async function steered(
  call: Call<'jobId'>,
  operation: 'cancelJob' | 'redriveJob' | 'abandonJob',
  does: () => Promise<Job>,
  tell: (job: Job) => Answer,
): Promise<Answer> {
  let applied: Readonly<Record<string, string>> = {};
  const answer = await performOnce(call, {
    operation,
    async does() {
      await steerable(call);
      const { job, headers } = await longPoll(call, await does());
      // Not kept: a replay waits for nothing.
      applied = headers;
      return tell(job);
    },
  });
  return { ...answer, headers: { ...answer.headers, ...applied } };
}

/**
 * Asks a job to stop and to give back what it took. It answers before that is done, as the job may
 * be in the middle of a call.
 */
export const cancelTheJob = defineRoute({
  key: 'POST /v1/jobs/{jobId}/cancel',
  scope: 'jobs:write',
  mutates: true,
  name: 'cancelJob',
  summary: 'Ask a job to stop and to give back what it took',
  description:
    'Possible up to its point of no return. It answers before that is done, as the job may be in the middle of a call. A job with children calls back those that ' +
    `wait and ends when the last of them has; what became of each is in its results. ${STEERING_SCOPES}`,
  answers: { 200: { description: 'The job is cancelled.', schema: jobShown }, 202: jobAccepted },
  problems: [...STEERED, 'past-point-of-no-return'],
  async answer(call) {
    const { app, parameters, preferences } = call;
    if (preferences.dryRun) {
      return dryRunOn(await steerable(call), (name) => {
        const { onCancel }: Workflow = workflows[name];
        return planOf(name).filter(({ step }) => step === onCancel);
      });
    }
    return steered(
      call,
      'cancelJob',
      () => cancelJob(app, parameters.jobId, who(call)),
      (job) =>
        job.status === 'cancelled'
          ? { status: 200, body: { job: jobView(app, job) } }
          : accepted(call, job),
    );
  },
});

/** Starts a job that failed or was cancelled again, as a new job that names the old one. */
export const redriveTheJob = defineRoute({
  key: 'POST /v1/jobs/{jobId}/redrive',
  scope: 'jobs:write',
  mutates: true,
  name: 'redriveJob',
  summary: 'Start a job that failed or was cancelled again',
  description: `It runs as a new job that names the old one. ${STEERING_SCOPES}`,
  answers: { 202: jobAccepted },
  problems: [...STEERED, 'job-not-ended', 'job-conflict', 'conflict'],
  async answer(call) {
    const { app, parameters, preferences } = call;
    if (preferences.dryRun) return dryRunOn(await steerable(call), planOf);
    return steered(
      call,
      'redriveJob',
      () => redriveJob(app, parameters.jobId, who(call)).catch(explainConflict(app)),
      (job) => accepted(call, job),
    );
  },
});

/** Gives a job up where it stands, to free its subject: nothing is given back. */
export const abandonTheJob = defineRoute({
  key: 'POST /v1/jobs/{jobId}/abandon',
  scope: 'jobs:write',
  mutates: true,
  name: 'abandonJob',
  summary: 'Give a job up where it stands, to free its subject',
  description:
    'Nothing is given back; what the job left is said in `left`. Its children are called back, those that wait at once, others when they next wake. For jobs that ' +
    `nothing else helps. ${STEERING_SCOPES}`,
  answers: { 200: { description: 'The job has ended.', schema: jobShown } },
  problems: [...STEERED, 'conflict'],
  async answer(call) {
    const { app, parameters, preferences } = call;
    if (preferences.dryRun) return dryRunOn(await steerable(call), () => []);
    return steered(
      call,
      'abandonJob',
      () => abandonJob(app, parameters.jobId, who(call)),
      (job) => ({ status: 200, body: { job: jobView(app, job) } }),
    );
  },
});
