import type { NotSteered, SteeringRequest } from '../actions/context.ts';
import type { Steering } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { causeOf } from '../cause.ts';
import { workflows } from '../workflows/workflows.ts';
import { continued } from './continuing.ts';
import { hint } from './due.ts';
import { abandoning } from './endings.ts';
import { isFinal, isWorkflowName, type Job, type ParentLink } from './job.ts';
import { newJob } from './newJob.ts';
import { workflowOf } from './precedence.ts';
import { matches } from './queries.ts';
import { redriveIdOf, refusalInBulk, type Refusal } from './steerable.ts';
import { isStoppedFor, redrivenFor } from './steeredJobs.ts';
import { readBeforePlacing } from './succession.ts';
import {
  amendFinished,
  changeJob,
  placeJob,
  readJob,
  signalCancel,
  type StoredJob,
} from './table.ts';

// A job steers others: it cancels, redrives or abandons them. It only writes; the steered jobs are
// run by workers.

/** On whose behalf a job is steered. */
interface Steerer {
  readonly by: string;
  readonly reason: string;
  /** The parent, and the place of the job in its set. */
  readonly link: ParentLink;
}

type Steered = 'begun' | 'held';

/** The refusals after which nothing has to be done any more. */
const UNNEEDED: ReadonlySet<Refusal['reason']> = new Set([
  'ended',
  'notEnded',
  'asked',
  'redriven',
  'outdated',
  'byItsOwnRoute',
]);

/**
 * Steers a job on behalf of a parent, unless it no longer matches the filter or refuses. `held`:
 * the job has changed since it was read. Safe to repeat.
 */
export async function steerJob(
  app: App,
  parent: Job,
  { index, steered, as, filter }: SteeringRequest,
): Promise<Steered | NotSteered> {
  const link = { jobId: parent.id, index };
  const job = await readJob(app, steered);
  if (!job) return { outcome: 'skipped', message: 'There is no such job any more.' };
  const refused = await refusedNow(app, job, as, filter);
  // The reason may be an earlier attempt, even one whose write has only just come.
  if (refused) return (await isDone(app, job, as, link)) ? 'begun' : refused;
  const reason = parent.reason ?? `Part of ${parent.workflow} of ${parent.subject}.`;
  const steerer = { by: parent.requestedBy, reason, link };
  if (as === 'redrive') return redriven(app, parent, job, steerer);
  return as === 'cancel' ? cancelled(app, job, steerer) : abandoned(app, job, steerer);
}

/** Returns why a job is not steered now; undefined when it is. */
async function refusedNow(
  app: App,
  job: StoredJob,
  as: Steering,
  filter: SteeringRequest['filter'],
): Promise<NotSteered | undefined> {
  if (!matches(job, filter, app.clock.now()))
    return { outcome: 'skipped', message: 'The job no longer matches the filter.' };
  const refusal = await refusalInBulk(app, job, as);
  return (
    refusal && {
      outcome: UNNEEDED.has(refusal.reason) ? 'skipped' : 'failed',
      message: refusal.problem.message,
    }
  );
}

/** Returns whether an earlier attempt has steered the job. */
const isDone = async (
  app: App,
  job: StoredJob,
  as: Steering,
  link: ParentLink,
): Promise<boolean> =>
  as === 'redrive' ? (await redrivenFor(app, job, link)) !== undefined : isStoppedFor(job, link);

async function cancelled(
  app: App,
  job: StoredJob,
  { by, reason, link }: Steerer,
): Promise<Steered> {
  const at = app.clock.now();
  const written = await signalCancel(app, job, { by, at, reason, tells: [link] });
  if (!written) return 'held';
  await hint(app, written);
  return 'begun';
}

async function abandoned(
  app: App,
  job: StoredJob,
  { by, reason, link }: Steerer,
): Promise<Steered> {
  const change = abandoning(job, workflowOf(job), by, reason, app.clock.now(), link);
  const written = await changeJob(app, job, change);
  if (!('mine' in written)) return 'held';
  await hint(app, written.mine);
  return 'begun';
}

/** Does the work of a job again, as a new job that takes its place on the subject. */
async function redriven(
  app: App,
  parent: Job,
  job: StoredJob,
  { by, reason, link }: Steerer,
): Promise<Steered> {
  const { subject, workflow, input } = job;
  const id = redriveIdOf(job);
  const { current } = await readBeforePlacing(app, subject, id);
  if (current?.id !== job.id || !isFinal(current) || !isWorkflowName(workflow)) return 'held';
  const request = {
    workflow,
    subject,
    input,
    caller: by,
    reason,
    cause: causeOf(parent),
    redriveOf: job.id,
    continues: continued(workflows[workflow], current),
    tells: link,
  };
  const again = newJob(app, id, request, current);
  const placed = await placeJob(app, { ...again, acting: false }, current, again.wakeAt);
  if (!placed) return 'held';
  await amendFinished(app, job, { redrivenBy: id });
  await hint(app, placed);
  return 'begun';
}
