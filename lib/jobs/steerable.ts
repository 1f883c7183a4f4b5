import type { Steering } from '../actions/inputs.ts';
import { Problem } from '../errors.ts';
import { digestOf } from '../random.ts';
import { isFinal, isWorkflowName, jobIdOf, type Job } from './job.ts';
import { workflowOf } from './precedence.ts';
import { readCurrent, readJob, type TableApp } from './table.ts';

// Whether a job may be cancelled, redriven or abandoned. Those who steer many jobs at once do not
// look at each, so they are refused more.

/** Why a job is not steered. */
export const REFUSALS = [
  'ended',
  'notEnded',
  'pastPointOfNoReturn',
  'byItsOwnRoute',
  'unknownWorkflow',
  'asked',
  'redriven',
  'outdated',
] as const;

/** A refusal in one word, and in full. */
export interface Refusal {
  readonly reason: (typeof REFUSALS)[number];
  readonly problem: Problem;
}

/** The id of the job that redrives another one is the same, however often that is asked for. */
export const redriveIdOf = ({ id, subject }: Pick<Job, 'id' | 'subject'>): string =>
  jobIdOf(subject, digestOf(id, 'redrive'));

/** The id of the job that goes on for one that gave way is the same, however often it is tried. */
export const againIdOf = ({ id, subject }: Pick<Job, 'id' | 'subject'>): string =>
  jobIdOf(subject, digestOf(id, 'again'));

const byItsOwnRoute = (): Refusal => ({
  reason: 'byItsOwnRoute',
  problem: new Problem('job-ended', 'Its parent, or the route of its subject, redrives it.'),
});

const REFUSES: Readonly<Record<Steering, (job: Job) => Refusal | undefined>> = {
  cancel(job) {
    const about = { job: job.id };
    if (isFinal(job))
      return {
        reason: 'ended',
        problem: new Problem(
          'job-ended',
          `The job has ${job.status === 'failed' ? 'failed' : job.status} and cannot be cancelled.`,
          about,
        ),
      };
    if (!workflowOf(job)?.pointOfNoReturn?.past.includes(job.step)) return undefined;
    return {
      reason: 'pastPointOfNoReturn',
      problem: new Problem(
        'past-point-of-no-return',
        `The job is at the step ${job.step}, which can no longer be undone.`,
        about,
      ),
    };
  },

  redrive(job) {
    const { id, status, workflow } = job;
    if (status !== 'failed' && status !== 'cancelled')
      return {
        reason: isFinal(job) ? 'ended' : 'notEnded',
        problem: new Problem(
          isFinal(job) ? 'job-ended' : 'job-not-ended',
          'Only a job that failed or was cancelled can be redriven.',
          { job: id },
        ),
      };
    if (workflowOf(job)?.redrive) return byItsOwnRoute();
    if (isWorkflowName(workflow)) return undefined;
    return {
      reason: 'unknownWorkflow',
      problem: new Problem('conflict', `This deployment does not know the workflow ${workflow}.`),
    };
  },

  abandon: (job) =>
    isFinal(job)
      ? {
          reason: 'ended',
          problem: new Problem('job-ended', 'The job has ended and its subject is free.', {
            job: job.id,
          }),
        }
      : undefined,
};

/** Returns why a job cannot be steered so; undefined when it can. */
export const refusalOf = (job: Job, as: Steering): Refusal | undefined => REFUSES[as](job);

/**
 * Returns why a job is not steered so together with others; undefined when it is. A job is asked to
 * stop once, and redriven once. It is redriven only while it is the last job on its subject,
 * because its work would undo that of a later job, and a child only by its parent, if that does its
 * work again.
 */
export async function refusalInBulk(
  app: TableApp,
  job: Job,
  as: Steering,
): Promise<Refusal | undefined> {
  const refusal = refusalOf(job, as);
  if (refusal) return refusal;
  const told = (reason: Refusal['reason'], detail: string): Refusal => ({
    reason,
    problem: new Problem('conflict', detail, { job: job.id }),
  });
  if (as === 'cancel' && job.cancel)
    return told('asked', 'The job has been asked to stop already.');
  if (as !== 'redrive') return undefined;
  if (job.redrivenBy !== undefined)
    return told('redriven', `The job has been redriven as ${job.redrivenBy}.`);
  const parent = job.parent && (await readJob(app, job.parent.jobId));
  if (parent && doesChildrenAgain(parent)) return byItsOwnRoute();
  const current = await readCurrent(app, job.subject);
  return current && current.id !== job.id
    ? told('outdated', `A later job is the last one on its subject: ${current.id}.`)
    : undefined;
}

/** Returns whether the redrive of a parent does the work of its failed children again. */
function doesChildrenAgain(parent: Job): boolean {
  const workflow = workflowOf(parent);
  return workflow !== undefined && !workflow.redrive && parent.status !== 'succeeded';
}
