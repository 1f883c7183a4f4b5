import { Problem } from '../errors.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import { startJob, type Started } from '../jobs/commands.ts';
import { isFinal, type Job, type JobInput, type Subject } from '../jobs/job.ts';
import { waitForJob } from '../jobs/queries.ts';
import { randomId } from '../random.ts';
import { idForKey } from '../records/idempotencyKeys.ts';
import type { WorkflowName } from '../workflows/workflows.ts';
import { explainConflict } from './conflicts.ts';
import { dryRun } from './dryRun.ts';
import { problemOfJobError, saidToJob } from './ivsErrors.ts';
import { hold } from './longPolling.ts';
import { jobPath, jobView } from './jobView.ts';
import { preferenceApplied } from './preferences.ts';
import { problemAnswer } from './problems.ts';
import type { Answer, Call } from './route.ts';

/** Work that a request asks for. */
export interface JobMutation {
  workflow: WorkflowName;
  subject: Subject;
  input?: JobInput;
  /**
   * Writes what the job will need, under its subject, before the job is there. It may run for a
   * request that is then refused, or replayed: it changes nothing that is there.
   */
  prepare?: () => Promise<void>;
  /** The members that a dry run shows besides the steps. */
  foreseen?: () => Promise<Record<string, unknown>>;
  /**
   * The answer when the job has succeeded in time. It may ask IVS for what there is now; `lagging`:
   * IVS does not show it yet.
   */
  done: (job: Job) => Answer | 'lagging' | Promise<Answer | 'lagging'>;
  /** The problem to answer if the job's own ending is not enough for the caller to go on. */
  failed?: (job: Job) => Problem | undefined | Promise<Problem | undefined>;
}

/**
 * Returns the subject of work that has no resource yet: for 24 hours the same for the same request
 * under a caller's Idempotency-Key, otherwise a random one. Another request under the same key has
 * another subject: it is refused when its job is started, and the records it wrote until then are
 * apart. A dry run claims no key.
 */
export async function newSubject(
  { app, caller, digest, preferences: { dryRun, idempotencyKey: key } }: Call,
  kind: 'viewerSessionRevocation' | 'channelCreation' | 'recordingConfigurationCreation',
): Promise<Subject> {
  const id =
    dryRun || key === undefined
      ? randomId(app.random)
      : await idForKey(app, `${kind} ${digest}`, { caller, key, digest });
  return `${kind}/${id}`;
}

/** How long a request works on its job itself when the caller prefers nothing, in ms. */
const INLINE_MS = 2_000;

/**
 * Does the work of a mutation, or says what it would do: starts the job (or finds the one this
 * request joins or replays), runs it for a little while, and answers by how far it is: its own
 * success, its failure as a problem, else 202 with the job and where to look.
 */
export async function performByJob(call: Call, work: JobMutation): Promise<Answer> {
  const { app, caller, digest, preferences } = call;
  const { waitMs, idempotencyKey, reason } = preferences;
  if (preferences.dryRun) return dryRun(app, work);

  await work.prepare?.();
  const request = {
    workflow: work.workflow,
    subject: work.subject,
    input: work.input ?? {},
    caller,
    ...(reason !== undefined && { reason }),
    ...(idempotencyKey !== undefined && { idempotencyKey: { key: idempotencyKey, digest } }),
  };
  const budgetMs = Math.min(waitMs ?? INLINE_MS, INLINE_MS);
  const started = await startJob(app, request, budgetMs).catch(explainConflict(app));
  const { job, headers } = await longPoll(call, started.job);
  const answer = await answerOf(call, job, work);
  return { ...answer, headers: { ...headers, ...jobHeaders(started, job), ...answer.headers } };
}

/**
 * The job when it has ended or the caller's wait is over, and what says that the wait was honoured.
 * It is not, and the job is as it was, when the deployment holds as many answers as it may.
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
    ivs: saidToJob(job),
  });
}

/**
 * The work asked for has been done; 202 where IVS is too busy to show it, or does not show it yet.
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
 * How long an answer waits for IVS's reads to show what its job has done, and its first pause, in
 * ms.
 */
const READ_BACK_MS = 2_000;
const FIRST_PAUSE_MS = 250;

/**
 * Reads what a job has just made or changed. IVS's reads may lag behind its writes: what a read
 * does not show, it shows a moment later.
 * @param shows whether a reading has what the job has done
 * @returns the reading that does; `lagging` when none did in time; once the job has ended long
 * enough ago for a read to be right, whatever it says
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

/** 202: the job goes on by itself, or has ended and IVS does not show yet what it came to. */
export function accepted({ app }: Pick<Call, 'app'>, job: Job): Answer {
  return { status: 202, headers: { location: jobPath(job.id) }, body: { job: jobView(app, job) } };
}

/** Why a job that has ended did not do what was asked. */
function problemOfJob(job: Job): Problem {
  const extensions = { job: job.id, ...(job.left && { left: job.left }) };
  if (job.status === 'cancelled') {
    const by = job.supersededBy === undefined ? '' : ` for ${job.supersededBy}`;
    return new Problem(
      'job-cancelled',
      `The job was cancelled${by} before it was done. Ask again if it is still wanted.`,
      extensions,
    );
  }
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
