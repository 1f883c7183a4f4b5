import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import type { Key } from '../dynamodb.ts';
import { liveChannelArns } from '../ivs/streams.ts';
import { isFinal, isStranded, type Job } from './job.ts';
import { stopOldShows, watchedChannels } from './oldShows.ts';
import { workflowOf } from './precedence.ts';
import { dueKeys, forgetDue, moveDue, readAt, readJob, signal } from './table.ts';

/** What the lanes can serve until the sweep comes again: 5 calls a second at 80 % for a minute. */
const DUE_MAX = 240;
/** Waiting jobs that one sweep compares with the list of live streams. */
const WAITING_MAX = 1_000;
/** A job that was said to be due is not said so again before this. */
const SAID_MS = 90_000;

/**
 * Makes right what events make fast, once a minute: jobs that are due (their runner is gone, their rest is over, their end was not said) and jobs
 * that wait for a stream to end which IVS no longer lists; and shows on keys that were rotated before they came on air. One ListStreams for all of
 * them; no job asks by itself. Absence from that list only wakes a job: its next action decides.
 */
export async function sweep(app: App): Promise<{ due: number; woken: number }> {
  const now = app.clock.now();
  const waiting = await dueKeys(app, 'streamEnded', WAITING_MAX);
  const watched = await watchedChannels(app);
  const live = waiting.length + watched.length > 0 ? await liveChannelArns(app.ivs) : new Set<string>();
  const woken = await wakeWaiting(app, waiting, live);
  const keys = [...(await dueKeys(app, 'due', DUE_MAX, now)), ...(await dueKeys(app, 'streamEnded', DUE_MAX, now))].slice(0, DUE_MAX);
  let due = 0;
  for (const key of keys) if (await sayDue(app, key)) due++;
  await stopOldShows(app, watched, live);
  if (due + woken > 0) app.log.info('Swept', { due, woken });
  return { due, woken };
}

async function sayDue(app: App, key: Key): Promise<boolean> {
  const job = await readAt(app, key);
  if (!job || job.announced) return false;
  // A copy for the history, whose original has never given way and has been said to have ended.
  if (isFinal(job) && (await readJob(app, job.id))?.announced) {
    await forgetDue(app, job);
    return false;
  }
  if (isStranded(job, app.clock.now())) report(app, job);
  // Moved on before it is said: if that fails somebody has got the job on meanwhile.
  if (!(await moveDue(app, job, app.clock.now() + SAID_MS))) return false;
  await app.bus.publish('Job Due', { jobId: job.id });
  return true;
}

function report(app: App, job: Job): void {
  const { id: jobId, workflow, workflowVersion, step } = job;
  app.log.error('Job stranded', { jobId, workflow, workflowVersion, step, known: workflowOf(job) !== undefined });
}

async function wakeWaiting(app: App, waiting: readonly Key[], live: ReadonlySet<string>): Promise<number> {
  let woken = 0;
  for (const key of waiting) {
    if (live.has(arnOf(app.config, 'channel', idOf(key.pk)))) continue;
    const job = await readAt(app, key);
    if (!job || isFinal(job) || job.status !== 'waiting') continue;
    if (!(await signal(app, job.subject))) continue;
    await app.bus.publish('Job Due', { jobId: job.id });
    woken++;
  }
  return woken;
}
