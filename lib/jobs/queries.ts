import type { JobFilter } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { isoTime } from '../clock.ts';
import { isOurOwn } from '../definition/steps.ts';
import type { Subject } from '../subjects.ts';
import { isFinal, isStranded, type Job } from './job.ts';
import { workflowOf } from './precedence.ts';
import { GIVES_UP_AFTER_MS } from './retries.ts';
import { readCurrent, readJob } from './table.ts';
import { listIds, listSkOf } from './jobIndexes.ts';

/** How often a long poll reads its job, in ms. */
const LOOK_MS = 250;
/** A step that fails for this long needs attention, in ms. */
const FAILING_MS = 30 * 60_000;
/** How many jobs one page may read to find those that match. */
const LOOKED_AT_MAX = 500;
/** How many jobs are read at once to find all that match. */
const PAGE = 250;

/** Returns a job by its id; the read is consistent. */
export const findJob = (app: App, jobId: string): Promise<Job | undefined> => readJob(app, jobId);

/** Returns the job that locks a subject now. */
export async function holderOf(app: App, subject: Subject): Promise<Job | undefined> {
  const job = await readCurrent(app, subject);
  return job && !isFinal(job) ? job : undefined;
}

/**
 * Returns whether an operator has to look at a job: it gave up (`ending` is `failed`), it failed
 * and left something behind, its step has been failing for half an hour, or it is stranded. A
 * redriven job is the responsibility of its successor, and an ended child that only its parent can
 * do again is that of its parent.
 * @param now ms since the epoch
 */
export function needsAttention(job: Job, now: number): boolean {
  if (job.redrivenBy !== undefined) return false;
  if (isFinal(job) && job.parent && workflowOf(job)?.redrive) return false;
  // A job that gave way has passed on its obligations.
  const failed =
    job.ending === 'failed' ||
    (isFinal(job) && job.supersededBy === undefined && (job.left?.length ?? 0) > 0);
  const failing =
    !isFinal(job) && job.failingSince !== undefined && now - job.failingSince >= FAILING_MS;
  return failed || failing || isStranded(job, now);
}

/**
 * Returns the time at which a job gives up whose step fails, unless the step succeeds first; ms
 * since the epoch. Undefined if no step fails, or if the job never gives up.
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
 * Returns the time at which a job next runs, unless something wakes it earlier; ms since the epoch.
 * A wait that something has ended goes on at once. While a step is being performed, it is the time
 * at which the job is taken up again if its runner has died.
 */
export function nextAttemptAt(job: Job, now: number): number | undefined {
  if (isFinal(job)) return undefined;
  if (job.acting) return job.leaseUntil;
  const isWoken = job.status === 'waiting' && job.signals !== job.signalsSeen;
  return isWoken ? Math.min(job.wakeAt, now) : job.wakeAt;
}

/**
 * Returns whether a job that locks a subject can be cancelled. `asked`: it has been asked already;
 * `tooLate`: it is past its point of no return, or is giving up; `unknown`: this code does not know
 * its workflow, so it could not cancel it.
 */
export function cancellable(job: Job): 'yes' | 'asked' | 'tooLate' | 'unknown' | 'ended' {
  if (isFinal(job)) return 'ended';
  const workflow = workflowOf(job);
  if (!workflow) return 'unknown';
  if (job.failure || workflow.pointOfNoReturn?.past.includes(job.step)) return 'tooLate';
  return job.cancel ? 'asked' : 'yes';
}

/** Returns whether a filter holds for a job. */
export const matches = (job: Job, filter: JobFilter, now: number): boolean =>
  (!filter.status || job.status === filter.status) &&
  (!filter.ending || job.ending === filter.ending) &&
  (filter.needsAttention === undefined || needsAttention(job, now) === filter.needsAttention) &&
  (filter.awaitsApproval === undefined ||
    (!isFinal(job) && job.step === 'awaitingApproval') === filter.awaitsApproval) &&
  (!filter.workflow || job.workflow === filter.workflow) &&
  (!filter.subject || job.subject === filter.subject) &&
  (!filter.causedBy || job.causedBy === filter.causedBy) &&
  job.createdAt >= (filter.createdSince ?? -Infinity) &&
  job.createdAt < (filter.createdBefore ?? Infinity);

/** Returns the place in the list below which the jobs of a filter begin. */
const placeAbove = ({ createdBefore }: JobFilter): string | undefined =>
  createdBefore === undefined ? undefined : isoTime(createdBefore);

/** Returns whether a place in the list is past the oldest job of a filter. */
const isPast = ({ createdSince }: JobFilter, place: string): boolean =>
  createdSince !== undefined && place < isoTime(createdSince);

type JobQuery = JobFilter & { limit: number; cursor?: string };

/** Lists jobs, newest first. The index may lag, but each job that is shown is read consistently. */
export async function listJobs(
  app: App,
  query: JobQuery,
): Promise<{ jobs: Job[]; nextCursor?: string }> {
  const jobs: Job[] = [];
  const wanted = (job: Job): boolean => matches(job, query, app.clock.now());
  let below = query.cursor ?? placeAbove(query);
  for (let looked = 0; looked < LOOKED_AT_MAX;) {
    const page = await listIds(app, query.limit, below);
    const found = await Promise.all(page.map(({ id }) => readJob(app, id)));
    for (const job of found) {
      // Between the reads of the index and of the item, a job may have been copied to its history;
      // it is listed once.
      if (job && wanted(job) && !jobs.some(({ id }) => id === job.id)) jobs.push(job);
      if (jobs.length === query.limit) return { jobs, nextCursor: listSkOf(job ?? jobs.at(-1)!) };
    }
    if (page.length < query.limit) return { jobs };
    below = page.at(-1)?.place;
    if (below !== undefined && isPast(query, below)) return { jobs };
    looked += page.length;
  }
  return { jobs, ...(below !== undefined && { nextCursor: below }) };
}

/** A page of the jobs that a filter selects, and how many jobs have been looked at until then. */
export interface Looked {
  readonly jobs: readonly Job[];
  readonly looked: number;
}

/**
 * Reads all jobs that a filter selects, newest first, page by page. The index may lag, but each job
 * is read consistently.
 */
export async function* eachPage(app: App, filter: JobFilter): AsyncGenerator<Looked> {
  let below = placeAbove(filter);
  for (let looked = 0; ;) {
    const page = await listIds(app, PAGE, below);
    looked += page.length;
    below = page.at(-1)?.place;
    const jobs = await readJobs(
      app,
      page.map(({ id }) => id),
    );
    yield { jobs: jobs.filter((job) => matches(job, filter, app.clock.now())), looked };
    if (page.length < PAGE || below === undefined || isPast(filter, below)) return;
  }
}

/** Returns those of some jobs that there are, each once. */
export async function readJobs(app: App, ids: readonly string[]): Promise<Job[]> {
  const found = await Promise.all(ids.map((id) => readJob(app, id)));
  return [...new Map(found.flatMap((job) => (job ? [[job.id, job]] : []))).values()];
}

/**
 * Waits until a job has ended, or its version is above `changedFrom`, or the time is `untilMs` (ms
 * since the epoch), and returns the job as it is then.
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
