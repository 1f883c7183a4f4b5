import type { App } from '../app.ts';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import { startJob, type Started } from '../jobs/commands.ts';
import type { StartRequest } from '../jobs/newJob.ts';
import { isOfKind, type Subject } from '../subjects.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { waitForJob } from '../jobs/queries.ts';
import type { Work } from '../workflows/workflows.ts';
import { needsSecondPerson } from './approvals.ts';
import { explainConflict } from './conflicts.ts';
import { dryRun } from './dryRun.ts';
import { problemOfJobError, ivsAnswerTo } from './ivsErrors.ts';
import { hold } from './longPolling.ts';
import { jobPath, jobView } from './jobView.ts';
import { preferenceApplied } from './preferences.ts';
import { problemAnswer, protectedProblem } from './problems.ts';
import type { Answer, Call } from './route.ts';
import { beginningOf, later, mustBeAhead } from './scheduling.ts';

/** A condition on the state of a subject (`If-Match`). */
export interface Precondition {
  /**
   * Checks the state.
   * @throws Problem `precondition-failed`
   */
  check: () => Promise<void>;
  /** @throws Overtaken when another job has begun or ended since the check */
  confirm: (current: Job | undefined) => void;
}

/** Thrown when a checked state may have changed before the job could lock it. */
export class Overtaken extends Error {}
const CHECKS_MAX = 5;

/** The job that a request asks for. */
export type JobMutation = Work & JobMutationParts;

interface JobMutationParts {
  subject: Subject;
  /**
   * Writes the records that the job will need, under its subject, before the job exists. It may run
   * for a request that is then refused or replayed, so it leaves existing records unchanged.
   */
  prepare?: () => Promise<void>;
  /** The condition of the caller on the state in which the job finds its subject. */
  precondition?: Precondition | undefined;
  /** Returns the step at which a new job begins; by default the first one. */
  beginsAt?: () => Promise<string | undefined>;
  /** The members that a dry run shows besides the steps. */
  foreseen?: () => Promise<Record<string, unknown>>;
  /**
   * Returns the answer when the job has succeeded in time. It may read the current state from IVS;
   * `lagging` means that IVS does not show the change yet.
   */
  done: (job: Job) => Answer | 'lagging' | Promise<Answer | 'lagging'>;
  /**
   * Returns the problem to answer if the job's own ending does not tell the caller how to go on.
   */
  failed?: (job: Job) => Problem | undefined | Promise<Problem | undefined>;
}

/** How long a request runs its job itself when the caller sends no preference, in ms. */
const INLINE_MS = 2_000;

/**
 * Carries out a mutation by a job. It starts the job (or finds the job that this request joins or
 * replays), runs it for a short time, and answers by the state of the job: its result, its failure
 * as a problem, or 202 with the address of the job. In a dry run it returns the steps instead.
 */
export async function performByJob(call: Call, work: JobMutation): Promise<Answer> {
  const { app, preferences } = call;
  const { startsAt, graceMs, undoable = false, dryRun: isDryRun } = preferences;
  const mustBeApproved =
    isOfKind(work.subject, 'channel') &&
    needsSecondPerson(app.config, { workflow: work.workflow, undoable });
  const isLater = startsAt !== undefined || graceMs !== undefined;
  if (isDryRun) {
    if (startsAt !== undefined) mustBeAhead(call, startsAt);
    await work.precondition?.check();
    const at = isoTime(beginningOf(call, preferences));
    const scheduled = isLater && { at, ...(undoable && { undoable }) };
    return dryRun(app, { ...work, mustBeApproved, ...(scheduled && { scheduled }) });
  }
  if (isLater || mustBeApproved) {
    const how = { startsAt, graceMs, undoable, needsApproval: mustBeApproved };
    const { job, headers } = await begun(call, await later(call, work, how));
    const answer = accepted(call, job);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
  await work.prepare?.();
  const { job, headers } = await begun(call, work);
  const answer = await answerOf(call, job, work);
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/** Starts the job of a request, or finds it, and runs it for as long as the caller waits. */
async function begun(
  call: Call,
  work: Work & Pick<JobMutationParts, 'subject' | 'precondition' | 'beginsAt'>,
): Promise<{ job: Job; headers: Readonly<Record<string, string>> }> {
  const { app, caller, digest, preferences } = call;
  const { waitMs, idempotencyKey, reason } = preferences;
  const request = {
    workflow: work.workflow,
    subject: work.subject,
    input: work.input ?? {},
    caller,
    ...(reason !== undefined && { reason }),
    ...(idempotencyKey !== undefined && { idempotencyKey: { key: idempotencyKey, digest } }),
    ...(work.precondition && {
      prepare: work.precondition.check,
      confirm: work.precondition.confirm,
    }),
    ...(work.beginsAt && { beginsAt: work.beginsAt }),
  };
  const budgetMs = Math.min(waitMs ?? INLINE_MS, INLINE_MS);
  const started = await startChecked(app, request, budgetMs).catch(explainConflict(app));
  const { job, headers } = await longPoll(call, started.job);
  return { job, headers: { ...headers, ...jobHeaders(started, job) } };
}

/** Starts a job. Its precondition is checked again when another job came between. */
async function startChecked(app: App, request: StartRequest, budgetMs: number): Promise<Started> {
  for (let checks = 1; ; checks++) {
    try {
      return await startJob(app, request, budgetMs);
    } catch (error) {
      if (!(error instanceof Overtaken) || checks === CHECKS_MAX) throw error;
    }
  }
}

/**
 * Waits until the job has ended or the caller's wait is over, and returns the job and the header
 * that confirms the wait. When the deployment holds as many answers as it may, it returns the job
 * at once, without the header.
 */
export async function longPoll(
  { app, arrivedAt, preferences }: Pick<Call, 'app' | 'arrivedAt' | 'preferences'>,
  job: Job,
  changedFrom?: number,
): Promise<{ job: Job; headers: Readonly<Record<string, string>> }> {
  const { waitMs } = preferences;
  const headers = preferenceApplied(preferences);
  if (waitMs === undefined || isFinal(job)) return { job, headers };
  const untilMs = arrivedAt + waitMs;
  const waited = await hold(app, untilMs, () =>
    waitForJob(app, job.id, { untilMs, ...(changedFrom !== undefined && { changedFrom }) }),
  );
  return waited ? { job: waited, headers } : { job, headers: {} };
}

function jobHeaders({ how }: Started, job: Job): Record<string, string> {
  return {
    link: `<${jobPath(job.id)}>; rel="monitor"`,
    ...(how === 'replayed' && { 'idempotency-replayed': 'true' }),
  };
}

async function answerOf(call: Call, job: Job, { done, failed }: JobMutation): Promise<Answer> {
  if (job.status === 'succeeded') return doneOr202(call, job, done);
  if (!isFinal(job)) return accepted(call, job);
  const { path, requestId } = call;
  return problemAnswer((await failed?.(job)) ?? problemOfJob(job), {
    path,
    requestId,
    ivs: ivsAnswerTo(job),
  });
}

/**
 * Returns the answer of a job that succeeded; 202 when IVS is too busy to show the change, or does
 * not show it yet.
 */
async function doneOr202(call: Call, job: Job, done: JobMutation['done']): Promise<Answer> {
  try {
    const answer = await done(job);
    return answer === 'lagging' ? accepted(call, job) : answer;
  } catch (error) {
    if (error instanceof IvsRefusal && error.isPassing) return accepted(call, job);
    throw error;
  }
}

/**
 * How long an answer waits for IVS's reads to show the change of its job, and the first pause
 * between reads, in ms.
 */
const READ_BACK_MS = 2_000;
const FIRST_PAUSE_MS = 250;

/**
 * Reads a resource that a job has just created or changed. IVS's reads may lag behind its writes by
 * a moment.
 * @param shows whether a reading shows the change of the job
 * @returns the first reading that shows the change; `lagging` when none did in time. Once the job
 * has ended long enough ago for reads to be right, it returns the reading as it is.
 */
export async function readBack<Found>(
  { app: { clock } }: Pick<Call, 'app'>,
  { finishedAt = 0 }: Job,
  read: () => Promise<Found | 'notFound'>,
  shows: (found: Found) => boolean = () => true,
): Promise<Found | 'notFound' | 'lagging'> {
  const untilMs = clock.now() + READ_BACK_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    const isSettled = clock.now() - finishedAt > READ_LAG_MS;
    const found = await read();
    if (isSettled || (found !== 'notFound' && shows(found))) return found;
    if (clock.now() + pauseMs > untilMs) return 'lagging';
    await clock.sleep(pauseMs);
  }
}

/** Returns 202: the job continues, or it has ended and IVS does not show its result yet. */
export function accepted({ app }: Pick<Call, 'app'>, job: Job): Answer {
  return { status: 202, headers: { location: jobPath(job.id) }, body: { job: jobView(app, job) } };
}

/** Returns the problem that says why an ended job did not do its work. */
function problemOfJob(job: Job): Problem {
  const extensions = { job: job.id, ...(job.left && { left: job.left }) };
  if (job.status === 'cancelled') {
    const by = job.supersededBy === undefined ? '' : ` for ${job.supersededBy}`;
    return new Problem(
      'job-cancelled',
      `The job was cancelled${by} before it was done. Send the request again if you still want it.`,
      extensions,
    );
  }
  if (job.ending === 'protected') return protectedProblem(extensions);
  if (job.ending === 'notFound')
    return new Problem('not-found', 'There is no such channel.', extensions);
  if (job.ending === 'notLive')
    return new Problem('channel-not-broadcasting', 'The channel is not live.', extensions);
  if (job.ending === 'notSuspended')
    return new Problem('not-found', 'The channel is not suspended.', extensions);
  if (job.ending === 'suspended') {
    return new Problem(
      'channel-suspended',
      'The channel is suspended. It gets a stream key when it is resumed: DELETE its suspension.',
      extensions,
    );
  }
  if (job.ending === 'stillLive')
    return new Problem('conflict', 'The channel was still live when the job gave up.', extensions);
  return problemOfJobError(
    job,
    job.error ?? { class: 'internal', name: 'Unknown', message: '' },
    extensions,
  );
}
