import type { StreamSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import type { Key } from '../dynamodb.ts';
import { liveStreams } from '../ivs/streams.ts';
import { isFinal, isStranded, type Job } from './job.ts';
import { inTurn } from './lanes.ts';
import { stopOldShows, watchedChannels } from './oldShows.ts';
import { workflowOf } from './precedence.ts';
import { dueKeys, forgetDue, moveDue, readAt, readJob, signal } from './table.ts';

/** What the lanes can serve until the sweep comes again: 5 calls a second at 80 % for a minute. */
const HINTS_MAX = 240;
/** Waiting jobs that one sweep compares with the list of live streams: by their keys, which costs next to nothing. */
const WAITING_MAX = 10_000;
/** A job that was said to be due is not said so again before this. */
const SAID_MS = 90_000;

/**
 * Makes right what events make fast, once a minute: jobs that are due (their runner is gone, their rest is over, their end was not said) and jobs
 * that wait for a stream to end which IVS no longer lists; and shows on keys that were rotated before they came on air. One ListStreams for all of
 * them; no job asks by itself. Absence from that list only wakes a job: its next action decides.
 */
export async function sweep(opened: App, untilMs: number): Promise<{ due: number; woken: number }> {
  const app = { ...opened, ivs: inTurn(opened, untilMs) };
  const now = app.clock.now();
  const waiting = await dueKeys(app, 'streamEnded', WAITING_MAX);
  const watched = await watchedChannels(app);
  // What is due does not have to wait until IVS can be asked again.
  const [asked] = await Promise.allSettled([waiting.length + watched.length > 0 ? liveStreams(app.ivs) : new Map<string, StreamSummary>()]);
  const live = asked.status === 'fulfilled' ? asked.value : undefined;
  const hasEnded = ({ pk }: Key): boolean => live !== undefined && !live.has(arnOf(app.config, 'channel', idOf(pk)));
  const ended = waiting.filter(hasEnded);
  const overdue = [...(await dueKeys(app, 'due', HINTS_MAX, now)), ...waiting.filter((key) => String(key.dueSk) < isoTime(now) && !hasEnded(key))];
  const woken = await count(shareOf(ended, overdue), (key) => wake(app, key));
  const due = await count(shareOf(overdue, ended), (key) => sayDue(app, key));
  if (due + woken > 0) app.log.info('Swept', { due, woken });
  if (asked.status === 'rejected') throw asked.reason;
  await stopOldShows(app, watched, asked.value);
  return { due, woken };
}

/** As many as may be said; where there are too many of both kinds, each has half. */
const shareOf = (keys: readonly Key[], others: readonly Key[]): Key[] => keys.slice(0, Math.max(HINTS_MAX / 2, HINTS_MAX - others.length));

async function count(keys: readonly Key[], done: (key: Key) => Promise<boolean>): Promise<number> {
  let n = 0;
  for (const key of keys) if (await done(key)) n++;
  return n;
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

async function wake(app: App, key: Key): Promise<boolean> {
  const job = await readAt(app, key);
  if (job?.status !== 'waiting' || !(await signal(app, job.subject))) return false;
  await app.bus.publish('Job Due', { jobId: job.id });
  return true;
}
