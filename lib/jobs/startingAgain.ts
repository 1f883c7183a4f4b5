import { isOwing } from '../actions/jobState.ts';
import type { App } from '../app.ts';
import { causeOf } from '../cause.ts';
import { workflows } from '../workflows/workflows.ts';
import { continued } from './continuing.ts';
import { dueEvent } from './due.ts';
import { isFinal, isWorkflowName, type Job, type Superseded } from './job.ts';
import { newJob } from './newJob.ts';
import { startsAgainAfter } from './precedence.ts';
import { againIdOf, redriveIdOf } from './steerable.ts';
import { amendFinished, placeJob, readJob, type StoredJob } from './table.ts';
import { followersOf, givingWay, handSuperseded, readBeforePlacing } from './succession.ts';

type Ended = Pick<Job, 'supersedes' | 'supersededBy' | 'ending'>;

/**
 * Starts the jobs again whose place an ended job had taken, if their work still makes sense: one
 * after the other, each after the end of the one before. They rest until a worker takes them up. If
 * another job locks the subject by then, they are started after the end of that job. A job that
 * ended as `protected` has done nothing, so the job whose place it took is started again anyway.
 * Safe to repeat.
 * @throws Error when the subject changed in the middle of it: the end of the job is then announced
 * again, and this is repeated
 */
export async function startSupersededAgain(app: App, ended: Ended): Promise<void> {
  const jobs = await wantedAgain(app, ended);
  for (const [index, job] of jobs.entries())
    if (await startAgain(app, job, jobs.slice(index + 1))) return;
}

/** Returns the jobs that are to go on after an ended one, and that nobody has redriven. */
async function wantedAgain(
  app: App,
  { supersedes = [], supersededBy, ending }: Ended,
): Promise<StoredJob[]> {
  // The job that took its place has taken over the list.
  if (supersededBy !== undefined) return [];
  const wanted: StoredJob[] = [];
  for (const { jobId, startsAgain } of supersedes) {
    if (!startsAgain && ending !== 'protected') continue;
    const job = await readJob(app, jobId);
    if (job && (startsAgain || isUntouched(job)) && !(await isRedriven(app, job))) wanted.push(job);
  }
  return wanted;
}

/** Returns whether a job that was to be dropped can go on: it had taken nothing, and is wanted. */
const isUntouched = ({ memory, uncertain, cancel, parent }: Job): boolean =>
  !isOwing(memory) && !uncertain && !cancel && !parent;

/** Returns whether somebody has redriven a job, perhaps so lately that no record says so. */
const isRedriven = async (app: App, job: Job): Promise<boolean> =>
  job.redrivenBy !== undefined || (await readJob(app, redriveIdOf(job))) !== undefined;

/**
 * Starts a job again, with those that are to follow it, or hands them all to the job that locks the
 * subject; returns false when its work makes no sense any more.
 */
async function startAgain(
  app: App,
  superseded: StoredJob,
  others: readonly StoredJob[],
): Promise<boolean> {
  const { workflow, subject, input, requestedBy: caller, reason } = superseded;
  if (!isWorkflowName(workflow)) return false;
  const id = againIdOf(superseded);
  const { current, placed } = await readBeforePlacing(app, subject, id);
  const changed = (): Error =>
    new Error(`${superseded.id} was not started again: its subject has changed.`);
  if (!placed) {
    if (current && !isFinal(current)) {
      if (await handSuperseded(app, current, [superseded, ...others].map(again))) return true;
      throw changed();
    }
    if (!(await stillMakesSense(app, superseded, current))) return false;
    const request = {
      workflow,
      subject,
      input,
      caller,
      ...(reason !== undefined && { reason }),
      cause: causeOf(superseded),
      redriveOf: superseded.id,
      supersedes: others.map(again),
      continues: continued(workflows[workflow], superseded),
    };
    const previous = current && givingWay(current, id, app.clock.now());
    const job = newJob(app, id, request, previous);
    if (!(await placeJob(app, { ...job, acting: false }, previous, job.wakeAt))) throw changed();
  }
  await amendFinished(app, superseded, { redrivenBy: id });
  await app.bus.publish(dueEvent({ ...superseded, id }));
  return true;
}

const again = ({ id: jobId }: Job): Superseded => ({ jobId, startsAgain: true });

/**
 * Returns whether the work of a job makes sense after all that the jobs since have done, not only
 * after the one that took its place. A job that ended without having done anything does not count.
 */
async function stillMakesSense(
  app: App,
  superseded: StoredJob,
  current: StoredJob | undefined,
): Promise<boolean> {
  const since = await followersOf(app, superseded, current);
  return since.every(
    (job) =>
      hasDoneNothing(job) ||
      !isWorkflowName(job.workflow) ||
      startsAgainAfter(superseded, workflows[job.workflow], job.input),
  );
}

const hasDoneNothing = ({ status, ending, effects, left }: Job): boolean =>
  ending === 'protected' ||
  ((status === 'failed' || status === 'cancelled') && !effects && left === undefined);
