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
 * The one subtle file. The writer of a step owns its execution: one conditional write carries the
 * outcome of a step and the intention of the next, and only its writer acts. Recovery means acting
 * again, so every action is safe to repeat.
 */

/**
 * The longest rest that is slept over, or handed to the worker, in ms. A longer rest is left to the
 * sweep and the events.
 */
const NAP_MS_MAX = 15_000;
/**
 * Code that does not know a workflow's version leaves the job to code that does, for this long, in
 * ms.
 */
const NOT_OURS_MS = 5 * 60_000;
/**
 * Code that does not know a workflow settles a cancel itself once it is this old, in ms, and code
 * that knows the workflow has not done so.
 */
const CANCEL_UNKNOWN_MS = 2 * 60_000;

/**
 * Runs a job as far as possible before `untilMs` (ms since the epoch): it claims the job when it is
 * ready, sleeps over short rests, and hands over the remaining work. It is safe to call at any
 * time, by several callers at once.
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

/** Runs a job of a workflow whose first intention the caller has just written. */
export async function runNew(
  app: App,
  workflow: Workflow,
  job: StoredJob,
  untilMs: number,
): Promise<StoredJob | undefined> {
  await advance(app, workflow, job, untilMs);
  return runJob(app, job.id, untilMs);
}

const moment = ({ clock, random }: App, untilMs: number): Moment => ({
  now: clock.now(),
  untilMs,
  chance: random.next(),
});

/**
 * Takes up a job by writing its next intention, and then acts on it. The slower of two runners gets
 * the job as the faster one left it.
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
 * Performs the intended step, writes its outcome with the next intention, and continues until the
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
 * This code does not know the version or step of the job. It only moves the job's time in the
 * index, and the sweep reports when the job is stranded.
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
 * Announces the end of a job, and records the announcement. After a crash in between, the end is
 * announced again, with the same job id and step.
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
  // The runner that wrote the end did not know of a request to cancel that came during the last
  // step.
  const cancel = job.cancel && !job.cancel.result && { ...job.cancel, result: 'tooLate' as const };
  return (await amendFinished(app, job, { announced: true, ...(cancel && { cancel }) })) ?? job;
}
