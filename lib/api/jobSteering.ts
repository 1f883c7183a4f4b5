import { abandonJob, cancelJob, redriveJob } from '../jobs/commands.ts';
import type { Job } from '../jobs/job.ts';
import { planOf } from '../definition/plan.ts';
import type { Workflow } from '../definition/define.ts';
import { workflows, type WorkflowName } from '../workflows/workflows.ts';
import { authorize } from '../http/auth.ts';
import { explainConflict } from '../http/conflicts.ts';
import { theJob } from './jobs.ts';
import { jobAccepted, jobShown } from '../http/jobShape.ts';
import { jobPath, jobView } from '../http/jobView.ts';
import { performOnce } from '../http/directMutation.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { workflowNames } from '../http/schemas.ts';
import { secondPersonNeeded } from './secondPerson.ts';
import { scopesByWorkflow } from './startingRoutes.ts';
import { scopesToSteer } from './steeringScopes.ts';
import { accepted, longPoll } from '../http/jobMutation.ts';

const who = ({ caller, preferences: { reason } }: Call): { by: string; reason?: string } => ({
  by: caller,
  ...(reason !== undefined && { reason }),
});

/**
 * Returns the job if the caller may steer it. To redrive a deletion is to delete, so that also
 * needs the scope of the route that starts such a job.
 * @throws Problem `not-found`, `missing-scope`
 */
async function steerable({ app, parameters, scopes }: Call<'jobId'>): Promise<Job> {
  const job = await theJob(app, parameters.jobId);
  for (const scope of scopesToSteer(job)) authorize(scopes, scope, app.config);
  return job;
}

/**
 * Returns the job if it may be redriven.
 * @throws Problem `not-found`, `missing-scope`, `conflict`
 */
async function redrivable(call: Call<'jobId'>): Promise<Job> {
  const job = await steerable(call);
  const problem = secondPersonNeeded(call.app.config, job);
  if (problem) throw problem;
  return job;
}

const STEERING_SCOPES =
  'Besides `jobs:write`, the token needs the scope of the operation that starts such a job: ' +
  `${scopesByWorkflow}.`;

/** Returns the effect that steering a job would have, and changes nothing. */
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

/** The problems that every steering request can meet. */
const STEERED = ['not-found', 'job-ended', 'idempotency-key-reused', 'request-under-way'] as const;

/**
 * Steers a job, once per Idempotency-Key, and answers with the job when it has ended or the
 * caller's wait is over.
 */
async function steered(
  call: Call<'jobId'>,
  operation: 'cancelJob' | 'redriveJob' | 'abandonJob',
  does: () => Promise<Job>,
  tell: (job: Job) => Answer,
  allowed: (call: Call<'jobId'>) => Promise<Job> = steerable,
): Promise<Answer> {
  let applied: Readonly<Record<string, string>> = {};
  const answer = await performOnce(call, {
    operation,
    async does() {
      await allowed(call);
      const { job, headers } = await longPoll(call, await does());
      // These headers are not kept: a replay does not wait.
      applied = headers;
      return tell(job);
    },
  });
  return { ...answer, headers: { ...answer.headers, ...applied } };
}

/**
 * Asks a job to stop and to give back what it took. The answer may come before the job has stopped,
 * because the job may be in the middle of a call.
 */
export const cancelTheJob = defineRoute({
  key: 'POST /v1/jobs/{jobId}/cancel',
  scope: 'jobs:write',
  mutates: true,
  name: 'cancelJob',
  summary: 'Cancel a job and give back what it took',
  description:
    'A job can be cancelled until its point of no return. The answer may come before the job ' +
    'has stopped, because the job may be in the middle of a call. A job with child jobs ' +
    'cancels those that wait and ends when the last of them has ended; its results give the ' +
    `outcome of each. ${STEERING_SCOPES}`,
  answers: {
    200: { description: 'The job has been cancelled.', schema: jobShown },
    202: jobAccepted,
  },
  problems: [...STEERED, 'past-point-of-no-return'],
  async answer(call) {
    const { app, parameters, preferences } = call;
    if (preferences.dryRun) {
      return dryRunOn(await steerable(call), (name) => {
        const workflow: Workflow = workflows[name];
        return planOf(workflow).filter(({ step }) => step === workflow.onCancel);
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

/** Does the work of a failed or cancelled job again, as a new job that names the old one. */
export const redriveTheJob = defineRoute({
  key: 'POST /v1/jobs/{jobId}/redrive',
  scope: 'jobs:write',
  mutates: true,
  name: 'redriveJob',
  summary: 'Redrive a job that failed or was cancelled',
  description:
    'Starts a new job that does the same work and names the old one. Work that needs a second ' +
    'person is redriven by the scheduled job or the operation that began it, which asks for the ' +
    `approval anew. ${STEERING_SCOPES}`,
  answers: { 202: jobAccepted },
  problems: [...STEERED, 'job-not-ended', 'job-conflict', 'conflict'],
  async answer(call) {
    const { app, parameters, preferences } = call;
    if (preferences.dryRun)
      return dryRunOn(await redrivable(call), (name) => planOf(workflows[name]));
    return steered(
      call,
      'redriveJob',
      () => redriveJob(app, parameters.jobId, who(call)).catch(explainConflict(app)),
      (job) => accepted(call, job),
      redrivable,
    );
  },
});

/** Ends a job where it stands and frees its subject. The job gives nothing back. */
export const abandonTheJob = defineRoute({
  key: 'POST /v1/jobs/{jobId}/abandon',
  scope: 'jobs:write',
  mutates: true,
  name: 'abandonJob',
  summary: 'Abandon a job where it stands, to free its subject',
  description:
    'The job gives nothing back; `left` names what it leaves behind. Its child jobs are ' +
    'cancelled: those that wait at once, the others when they next wake. This is the last ' +
    `resort for a job that nothing else helps. ${STEERING_SCOPES}`,
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
