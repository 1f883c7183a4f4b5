import type { ChildSubject } from '../actions/context.ts';
import type { App } from '../app.ts';
import { writeResult, type ChildResult } from '../records/childJobs.ts';
import { hint } from './due.ts';
import { isFinal, type EndedJob, type Job, type ParentLink } from './job.ts';
import { redriveIdOf } from './steerable.ts';
import { amendFinished, readJob, signalCancel, type StoredJob, type TableApp } from './table.ts';

// The jobs that another job steers. Each names that job, and its place in the set, in the write
// that steers it; so a repeat finds it steered, and its end is told like that of a child.

const isSame = (one: ParentLink | undefined, other: ParentLink): boolean =>
  one?.jobId === other.jobId && one.index === other.index;

/**
 * Returns the job that redrives another one on behalf of a parent; undefined if there is none. The
 * other one names it, even if the parent died before it could note that.
 */
export async function redrivenFor(
  app: TableApp,
  job: StoredJob,
  by: ParentLink,
): Promise<StoredJob | undefined> {
  const redriven = await readJob(app, redriveIdOf(job));
  if (!redriven || !isSame(redriven.tells, by)) return undefined;
  if (job.redrivenBy === undefined) await amendFinished(app, job, { redrivenBy: redriven.id });
  return redriven;
}

/** Returns whether a parent has asked a job to stop, or has abandoned it. */
export const isStoppedFor = ({ cancel }: Job, by: ParentLink): boolean =>
  cancel?.tells?.some((one) => isSame(one, by)) ?? false;

/**
 * Lets go of a job that a parent was to steer. A redrive is asked to stop, and a job that has been
 * asked to stop goes on to its end. Otherwise the item is recorded as not begun.
 */
export async function letGo(
  app: App,
  parent: Job,
  { index, subject, steered }: ChildSubject & { readonly steered: string },
): Promise<void> {
  const by = { jobId: parent.id, index };
  const job = await readJob(app, steered);
  if (job && isStoppedFor(job, by)) return;
  const redriven = job && (await redrivenFor(app, job, by));
  const now = app.clock.now();
  if (!redriven)
    return writeResult(
      app.store,
      { subject: parent.subject, jobId: parent.id },
      { index, subject, steered, outcome: 'notBegun' },
      now,
    );
  if (isFinal(redriven)) return;
  await signalCancel(app, redriven, {
    by: parent.requestedBy,
    at: now,
    reason: `The job ${parent.id} no longer needs this job.`,
  });
  await hint(app, redriven);
}

/** Returns the outcome of a job that was to stop. */
export const stoppedOutcome = ({
  status,
  cancel,
}: EndedJob): Pick<ChildResult, 'outcome' | 'message'> =>
  status === 'cancelled' || cancel?.result === 'abandoned'
    ? { outcome: 'succeeded' }
    : { outcome: 'failed', message: `The job has ${status} before it could stop.` };
