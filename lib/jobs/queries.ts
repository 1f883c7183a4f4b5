import type { App } from '../app.ts';
import { isOurOwn } from '../definition/steps.ts';
import type { Subject } from '../subjects.ts';
import { isFinal, isStranded, type Job, type JobStatus } from './job.ts';
import { workflowOf } from './precedence.ts';
import { GIVES_UP_AFTER_MS } from './retries.ts';
import { readCurrent, readJob } from './table.ts';
import { listIds, listSkOf } from './jobIndexes.ts';

/** How often a job that somebody waits for is looked at. */
const LOOK_MS = 250;
/** A step that fails for so long is worth a look. */
const FAILING_MS = 30 * 60_000;
/** How many jobs one page may look through for those that are asked for. */
const LOOKED_AT_MAX = 500;

/** A job by its id; never lags. */
export const findJob = (app: App, jobId: string): Promise<Job | undefined> => readJob(app, jobId);

/** The job that holds a subject now. */
export async function holderOf(app: App, subject: Subject): Promise<Job | undefined> {
  const job = await readCurrent(app, subject);
  return job && !isFinal(job) ? job : undefined;
}

/**
 * Returns whether an operator has to look at a job: it gave up (`ending` is `failed`), it failed
 * and left something behind, its step has been failing for half an hour, or it is stranded. One
 * that has been redriven is its successor's affair.
 * @param now ms since the epoch
 */
export function needsAttention(job: Job, now: number): boolean {
  if (job.redrivenBy !== undefined) return false;
  // A job that gave way has handed on what it owes.
  const failed =
    job.ending === 'failed' ||
    (isFinal(job) && job.supersededBy === undefined && (job.left?.length ?? 0) > 0);
  const failing =
    !isFinal(job) && job.failingSince !== undefined && now - job.failingSince >= FAILING_MS;
  return failed || failing || isStranded(job, now);
}

/**
 * When a job gives up whose step fails, if it has not succeeded by then; ms since the epoch.
 * Undefined while nothing fails, and where it never gives up.
 */
export function givesUpAt(job: Job): number | undefined {
  const { error, failingSince } = job;
  const workflow = workflowOf(job);
  const step = workflow?.steps[job.step];
  if (
    isFinal(job) ||
    !error ||
    failingSince === undefined ||
    !step ||
    workflow.givesUp === 'never' ||
    isOurOwn(step)
  )
    return undefined;
  return Math.min(
    failingSince + GIVES_UP_AFTER_MS.unavailable,
    (job.failingAs?.since ?? failingSince) + GIVES_UP_AFTER_MS[error.class],
  );
}

/**
 * When a job is taken up next, if nothing wakes it before; ms since the epoch. While a step is
 * being done: when it is taken up again if its runner has died.
 */
export function nextAttemptAt(job: Job): number | undefined {
  if (isFinal(job)) return undefined;
  return job.acting ? job.leaseUntil : job.wakeAt;
}

/**
 * Whether a job that holds a subject can be cancelled. `asked`: it has been already; `tooLate`: it
 * is past its point of no return, or is giving up; `unknown`: this code does not know its workflow,
 * so it could not cancel it.
 */
export function cancellable(job: Job): 'yes' | 'asked' | 'tooLate' | 'unknown' | 'ended' {
  if (isFinal(job)) return 'ended';
  const workflow = workflowOf(job);
  if (!workflow) return 'unknown';
  if (job.failure || workflow.pointOfNoReturn?.past.includes(job.step)) return 'tooLate';
  return job.cancel ? 'asked' : 'yes';
}

interface JobQuery {
  status?: JobStatus;
  ending?: string;
  needsAttention?: boolean;
  workflow?: string;
  subject?: string;
  limit: number;
  cursor?: string;
}

/**
 * Jobs, newest first. Found through an index that may lag; what is shown of each is read
 * consistently.
 */
export async function listJobs(
  app: App,
  query: JobQuery,
): Promise<{ jobs: Job[]; nextCursor?: string }> {
  const jobs: Job[] = [];
  const wanted = (job: Job): boolean =>
    (!query.status || job.status === query.status) &&
    (!query.ending || job.ending === query.ending) &&
    (query.needsAttention === undefined ||
      needsAttention(job, app.clock.now()) === query.needsAttention) &&
    (!query.workflow || job.workflow === query.workflow) &&
    (!query.subject || job.subject === query.subject);
  let below = query.cursor;
  for (let looked = 0; looked < LOOKED_AT_MAX;) {
    const page = await listIds(app, query.limit, below);
    const found = await Promise.all(page.map(({ id }) => readJob(app, id)));
    for (const job of found) {
      // Between reading the index and the item, a job may have been copied to its history: it is in
      // the list once.
      if (job && wanted(job) && !jobs.some(({ id }) => id === job.id)) jobs.push(job);
      if (jobs.length === query.limit) return { jobs, nextCursor: listSkOf(job ?? jobs.at(-1)!) };
    }
    if (page.length < query.limit) return { jobs };
    below = page.at(-1)?.place;
    looked += page.length;
  }
  return { jobs, ...(below !== undefined && { nextCursor: below }) };
}

/**
 * Waits until a job has ended, or its version is above `changedFrom`, or it is `untilMs` (ms since
 * the epoch); the job as it is then.
 */
export async function waitForJob(
  app: App,
  jobId: string,
  { untilMs, changedFrom }: { untilMs: number; changedFrom?: number },
): Promise<Job | undefined> {
  for (;;) {
    const job = await findJob(app, jobId);
    const leftMs = untilMs - app.clock.now();
    if (
      !job ||
      isFinal(job) ||
      (changedFrom !== undefined && job.version > changedFrom) ||
      leftMs <= 0
    )
      return job;
    await app.clock.sleep(Math.min(LOOK_MS, leftMs));
  }
}
