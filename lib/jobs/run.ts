import type { App } from '../app.ts';
import type { Workflow } from '../definition/define.ts';
import { heedParent, tellParent } from './children.ts';
import { isFinal, isStranded, type EndedJob, type EndStatus } from './job.ts';
import type { Key } from '../dynamodb.ts';
import { perform } from './perform.ts';
import { workflowOf } from './precedence.ts';
import { cancellingUnknown } from './endings.ts';
import { startSupersededAgain } from './startingAgain.ts';
import { amendFinished, changeJob, moveDue, readJob, type StoredJob } from './table.ts';
import { cancelIsDue, claiming, concluding, readyAt } from './transitions.ts';
import { diverting, skippingWait, type Moment } from './stepping.ts';

/**
 * The one subtle file. The writer of a step owns doing it: one conditional write carries the
 * outcome of a step and the intention of the next, and only its writer acts. To recover is to act
 * again, so every action is safe to repeat.
 */

/**
 * A job that rests no longer than this is slept over, or handed to the worker; a longer rest is the
 * sweep's and the events' affair.
 */
const NAP_MS_MAX = 15_000;
/** Code that does not know a workflow's version leaves the job to code that does. */
const NOT_OURS_MS = 5 * 60_000;
/**
 * A cancel that the code which knows the workflow has not heeded by then is written down by code
 * that does not.
 */
const CANCEL_UNKNOWN_MS = 2 * 60_000;

/**
 * Gets a job on as far as it goes before `untilMs` (ms since the epoch): claims it when it is
 * ready, naps over short rests, hands over what is left. Safe to call at any time, by anybody, at
 * once.
 */
export async function runJob(
  app: App,
  jobId: string,
  untilMs: number,
): Promise<StoredJob | undefined> {
  let job = await readJob(app, jobId);
  if (job) job = await heedParent(app, job);
  while (job && !isFinal(job) && app.clock.now() < untilMs) {
    const workflow = workflowOf(job);
    if (!workflow) return leaveToOthers(app, job);
    const restMs = readyAt(workflow, job) - app.clock.now();
    if (restMs <= 0) job = await claim(app, workflow, job, untilMs);
    else if (job.acting || restMs > NAP_MS_MAX || app.clock.now() + restMs >= untilMs) break;
    else {
      await app.clock.sleep(restMs);
      job = await readJob(app, jobId);
    }
  }
  return job && handOver(app, job);
}

/** Runs a job whose first intention the caller has just written. */
export async function runNew(
  app: App,
  job: StoredJob,
  untilMs: number,
): Promise<StoredJob | undefined> {
  const workflow = workflowOf(job);
  if (!workflow) throw new Error(`There is no workflow ${job.workflow}.`);
  await advance(app, workflow, job, untilMs);
  return runJob(app, job.id, untilMs);
}

const moment = ({ clock, random }: App, untilMs: number): Moment => ({
  now: clock.now(),
  untilMs,
  chance: random.next(),
});

/**
 * Takes up a job by writing its next intention; then acts on it. The slower of two runners gets the
 * job as the faster one left it.
 */
async function claim(
  app: App,
  workflow: Workflow,
  job: StoredJob,
  untilMs: number,
): Promise<StoredJob | undefined> {
  const written = await changeJob(app, job, claiming(workflow, job, moment(app, untilMs)));
  return 'mine' in written ? advance(app, workflow, written.mine, untilMs) : written.theirs;
}

/**
 * Does the step that is intended, writes its outcome with the next intention, and so on until the
 * job rests or has ended.
 */
async function advance(
  app: App,
  workflow: Workflow,
  intended: StoredJob,
  untilMs: number,
): Promise<StoredJob | undefined> {
  let job = intended;
  while (job.acting) {
    const next = await nextJob(app, workflow, job, untilMs);
    if ('theirs' in next) return next.theirs;
    job = next.mine;
  }
  return job;
}

async function nextJob(
  app: App,
  workflow: Workflow,
  job: StoredJob,
  untilMs: number,
): ReturnType<typeof changeJob> {
  if (cancelIsDue(workflow, job))
    return changeJob(app, job, diverting(workflow, job, moment(app, untilMs)));
  const step = workflow.steps[job.step];
  if (!step || !('does' in step))
    throw new Error(`${workflow.name}: the step ${job.step} has no action.`);
  const performed = await perform(app, workflow, job, step.does, untilMs);
  const change = concluding(workflow, job, performed, moment(app, untilMs));
  const written = await changeJob(app, job, change);
  const signalledOnly =
    'theirs' in written &&
    change.unlessSignalled &&
    written.theirs?.version === job.version &&
    written.theirs.writer === job.writer;
  if (!signalledOnly || !written.theirs) return written;
  return changeJob(
    app,
    written.theirs,
    skippingWait(workflow, written.theirs, change, moment(app, untilMs)),
  );
}

/**
 * A version or step that this code does not know: only its turn in the index is moved on, and the
 * sweep tells when it is stranded.
 */
async function leaveToOthers(app: App, job: StoredJob): Promise<StoredJob> {
  const { id: jobId, workflow, workflowVersion, step } = job;
  app.log.warn('Unknown workflow, version or step', {
    jobId,
    workflow,
    workflowVersion,
    step,
  });
  if (isStranded(job, app.clock.now()))
    app.log.error('Job stranded', { jobId, workflow, workflowVersion, step });
  if (job.cancel && !job.acting && app.clock.now() - job.cancel.at >= CANCEL_UNKNOWN_MS) {
    const written = await changeJob(app, job, cancellingUnknown(job, app.clock.now()));
    if ('mine' in written) return handOver(app, written.mine);
  }
  await moveDue(app, job, app.clock.now() + (job.cancel ? CANCEL_UNKNOWN_MS : NOT_OURS_MS));
  return job;
}

/**
 * Hands a job over: announces its end, or publishes `Job Due` for the worker if the job is ready
 * soon. If that fails, the next sweep does it.
 */
async function handOver(app: App, job: StoredJob): Promise<StoredJob> {
  const workflow = workflowOf(job);
  try {
    if (isFinal(job)) return job.announced ? job : await announceEnd(app, job);
    if (workflow && !job.acting && readyAt(workflow, job) - app.clock.now() <= NAP_MS_MAX)
      await app.bus.publish('Job Due', { jobId: job.id });
  } catch (error) {
    app.log.warn('Could not reach the event bus; the sweep will send the event', {
      jobId: job.id,
      error: String(error),
    });
  }
  return job;
}

const END_EVENTS = {
  succeeded: 'Job Succeeded',
  failed: 'Job Failed',
  cancelled: 'Job Cancelled',
} as const satisfies Record<EndStatus, string>;

/**
 * Says that a job has ended, and writes that it was said. After a crash in between it is said
 * again, with the same job id and step.
 */
async function announceEnd(app: App, job: EndedJob & Key): Promise<StoredJob> {
  const {
    id: jobId,
    step,
    workflow,
    subject,
    status,
    ending,
    requestedBy,
    reason,
    error,
    left,
  } = job;
  const told = {
    jobId,
    step,
    workflow,
    subject,
    status,
    ending,
    requestedBy,
    ...(reason !== undefined && { reason }),
    ...(error && { error: { class: error.class, name: error.name, message: error.message } }),
    ...(left && { left }),
  };
  await tellParent(app, job);
  if (ending === 'failed') app.log.error('Job failed', told);
  else app.log.info('Job ended', told);
  await app.bus.publish(END_EVENTS[status], told);
  await startSupersededAgain(app, job);
  // A request to cancel that came during the last step was not known to whoever wrote the end.
  const cancel = job.cancel && !job.cancel.result && { ...job.cancel, result: 'tooLate' as const };
  return (await amendFinished(app, job, { announced: true, ...(cancel && { cancel }) })) ?? job;
}
