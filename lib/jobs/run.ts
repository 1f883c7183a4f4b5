import type { App } from '../app.ts';
import type { Workflow } from '../definition/define.ts';
import { announceEnd, causedEvent, endEvent } from './announcing.ts';
import { isCarried, released } from './carried.ts';
import { begunBy, heedParent } from './children.ts';
import { dueEvent } from './due.ts';
import { isFinal, isStranded, isUnderLease, type Performed } from './job.ts';
import { ofJob } from './jobLog.ts';
import { perform, refusedBy, runOf, stopsAt, type Run } from './perform.ts';
import { workflowOf } from './precedence.ts';
import { cancellingUnknown } from './endings.ts';
import { isCertain, sharesNextWrite } from './sharedWrites.ts';
import { changed, changeJob, moveDue, readJob, type JobChange, type StoredJob } from './table.ts';
import { cancelIsDue, claiming, concluding, readyAt } from './transitions.ts';
import { diverting, heedingSignal, withSet, type Moment } from './stepping.ts';

/**
 * The one subtle file. The writer of a step owns its execution: one conditional write carries the
 * outcomes of the steps taken and the intention of the next, and only its writer acts. Recovery
 * means acting again from the last intention on, so every action is safe to repeat.
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
  return goOn(app, await readJob(app, jobId), untilMs);
}

async function goOn(
  opened: App,
  found: StoredJob | undefined,
  untilMs: number,
): Promise<StoredJob | undefined> {
  const app = found ? ofJob(opened, found) : opened;
  let job = found && (await heedParent(app, found));
  while (job && !isFinal(job) && app.clock.now() < untilMs) {
    const workflow = workflowOf(job);
    if (!workflow) return leaveToOthers(app, job);
    if (!isCarried(workflow)) break;
    const restMs = readyAt(workflow, job) - app.clock.now();
    if (restMs <= 0) job = await claim(app, workflow, job, untilMs);
    else if (job.acting || restMs > NAP_MS_MAX || app.clock.now() + restMs >= untilMs) break;
    else {
      await app.clock.sleep(restMs);
      job = await readJob(app, job.id);
    }
  }
  return job && handOver(app, job);
}

/** Runs a job of a workflow whose first intention the caller has just written. */
export async function runNew(
  opened: App,
  workflow: Workflow,
  job: StoredJob,
  untilMs: number,
): Promise<StoredJob | undefined> {
  const app = ofJob(opened, job);
  app.log.info('Job started', { workflow: job.workflow, requestedBy: job.requestedBy });
  const first = isCarried(workflow)
    ? await advance(app, workflow, job, untilMs)
    : await released(app, job);
  return goOn(app, first, untilMs);
}

/**
 * Runs the job of a subject that waits for an event, because the event has come: it signals and
 * claims the job in one write.
 * @returns undefined when no job waits for it; the caller then signals
 */
export async function wakeJob(
  opened: App,
  job: StoredJob,
  untilMs: number,
): Promise<StoredJob | undefined> {
  const app = ofJob(opened, job);
  const workflow = workflowOf(job);
  // A child first looks whether its parent still wants it.
  if (!workflow || job.status !== 'waiting' || begunBy(job) || app.clock.now() >= untilMs)
    return undefined;
  if (!isCarried(workflow)) return undefined;
  const signalled = { ...job, signals: job.signals + 1 };
  const change = claiming(workflow, signalled, moment(app, untilMs));
  const written = await changeJob(
    app,
    job,
    withSet({ ...change, unlessSignalled: true }, { signals: signalled.signals }),
  );
  if (!('mine' in written)) return undefined;
  return goOn(app, await advance(app, workflow, written.mine, untilMs), untilMs);
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
  const run = runOf(intended, untilMs);
  let job = intended;
  while (job.acting) {
    const next = await nextJob(app, workflow, job, run);
    if ('theirs' in next) return next.theirs;
    job = next.mine;
  }
  return job;
}

async function nextJob(
  app: App,
  workflow: Workflow,
  job: StoredJob,
  run: Run,
): ReturnType<typeof changeJob> {
  const { untilMs } = run;
  if (cancelIsDue(workflow, job))
    return changeJob(app, job, diverting(workflow, job, moment(app, untilMs)));
  let found = job;
  let change = await takeSteps(app, workflow, job, run);
  for (;;) {
    const written = await changeJob(app, found, change);
    if ('mine' in written || !written.theirs || !isSignalledOnly(found, written.theirs, change))
      return written;
    found = written.theirs;
    change = heedingSignal(workflow, found, change, moment(app, untilMs));
  }
}

/** Returns whether a write was refused only because a signal has come. */
const isSignalledOnly = (found: StoredJob, theirs: StoredJob, change: JobChange): boolean =>
  change.unlessSignalled === true &&
  theirs.version === found.version &&
  theirs.writer === found.writer;

/** Takes the steps that share one write, and returns the write. */
async function takeSteps(
  app: App,
  workflow: Workflow,
  written: StoredJob,
  run: Run,
): Promise<JobChange> {
  let job = written;
  let learnt: JobChange['set'] = {};
  for (;;) {
    const step = workflow.steps[job.step];
    if (!step || !('does' in step))
      throw new Error(`${workflow.name}: the step ${job.step} has no action.`);
    const performed = await perform(app, workflow, job, step.does, run);
    const change = await published(app, workflow, { written, job }, performed, run);
    const merged = withSet(change, learnt);
    if (!sharesNextWrite(workflow, job, performed, change, app.clock.now())) return merged;
    // The lease is still that of the last write.
    job = { ...changed(job, change), leaseUntil: written.leaseUntil };
    learnt = merged.set;
  }
}

/**
 * Publishes the event of a step, together with the end of the job if that is certain, and returns
 * the write that follows from the step. A bus that cannot be reached is a refusal of the step.
 */
async function published(
  app: App,
  workflow: Workflow,
  { written, job }: { written: StoredJob; job: StoredJob },
  performed: Performed,
  run: Run,
): Promise<JobChange> {
  const now = moment(app, stopsAt(run, app.clock.now()));
  const change = concluding(workflow, job, performed, now);
  if (performed.kind !== 'outcome' || !performed.result.event) return change;
  const ended = changed(job, change);
  const isEnd = isFinal(ended) && isCertain(workflow, written, ended);
  try {
    await app.bus.publish(
      causedEvent(job, performed.result.event),
      ...(isEnd ? [endEvent(ended)] : []),
    );
  } catch (error) {
    const refused = refusedBy(app, error, performed);
    return concluding(workflow, job, refused, moment(app, run.untilMs));
  }
  // A cancel that has come meanwhile is settled by the write that ends the job.
  return isEnd
    ? { set: { ...change.set, announced: true }, dueAt: undefined, unlessSignalled: true }
    : change;
}

/**
 * This code does not know the version or step of the job. It only moves the job's time in the
 * index, and the sweep reports when the job is stranded.
 */
async function leaveToOthers(app: App, job: StoredJob): Promise<StoredJob> {
  const { workflow, workflowVersion, step, cancel } = job;
  const now = app.clock.now();
  app.log.warn('Unknown workflow, version or step', { workflow, workflowVersion, step });
  if (isStranded(job, now)) app.log.error('Job stranded', { workflow, workflowVersion, step });
  if (cancel && !isUnderLease(job, now) && now - cancel.at >= CANCEL_UNKNOWN_MS) {
    const written = await changeJob(app, job, cancellingUnknown(job, now));
    if ('mine' in written) return handOver(app, written.mine);
  }
  await moveDue(app, job, now + (cancel ? CANCEL_UNKNOWN_MS : NOT_OURS_MS));
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
      await app.bus.publish(dueEvent(job));
  } catch (error) {
    app.log.warn('Could not reach the event bus; the sweep will send the event', {
      jobId: job.id,
      error: String(error),
    });
  }
  return job;
}
