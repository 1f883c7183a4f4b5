import type { StreamSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import type { Key } from '../dynamodb.ts';
import { liveStreams } from '../ivs/streams.ts';
import { postponeOpenSuspension, suspendedChannels } from '../records/suspensions.ts';
import { isFinal, isStranded, type Job } from '../jobs/job.ts';
import { paced } from '../jobs/rateLimiter.ts';
import { missedEnds } from './missedEnds.ts';
import { stopStaleStreams, watchedChannels } from './staleStreams.ts';
import { workflowOf } from '../jobs/precedence.ts';
import { reactToStreamEnd } from './streamStateReactions.ts';
import { suspendAgain } from './suspending.ts';
import { forgetDue, moveDue, readAt, readCurrent, readJob, signal } from '../jobs/table.ts';
import { dueKeys } from '../jobs/jobIndexes.ts';

/**
 * The rate limiters serve so many calls until the sweep comes again: 5 calls a second at 80 % for a
 * minute.
 */
const HINTS_MAX = 240;
/** Emergencies, which come first and do not count among those. */
const EMERGENCIES_MAX = 120;
/**
 * Waiting jobs, and suspended channels, that one sweep compares with the list of live streams: by
 * their keys, which costs next to nothing.
 */
const WAITING_MAX = 10_000;
/** A job that was said to be due is not said so again before this. */
const SAID_MS = 90_000;

/**
 * Makes right what events make fast, once a minute: jobs that are due (their runner is gone, their
 * rest is over, their end was not said), jobs that wait for a stream to end which IVS no longer
 * lists, suspended channels that are not known to be dark, ends of streams that no event told, and
 * streams on stream keys that were revoked before they came on air. One ListStreams for all of
 * them; no job asks by itself. Absence from that list only wakes a job: its next action decides. A
 * part that fails is logged and left to the next sweep; the rest goes on.
 */
export async function sweep(opened: App, untilMs: number): Promise<{ due: number; woken: number }> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const now = app.clock.now();
  const each = eachOf(app);
  // Emergencies do not wait until IVS has been asked.
  let due = await each(await dueKeys(app, 'emergency', EMERGENCIES_MAX, now), (key) =>
    sayDue(app, key),
  );
  await each(
    await suspendedChannels(app.store, 'suspensionOpen', EMERGENCIES_MAX, now),
    (channelId) => takeUpSuspension(app, channelId),
  );

  const live = await liveNow(app);
  const waiting = await dueKeys(app, 'streamEnded', WAITING_MAX);
  const hasEnded = ({ pk }: Key): boolean =>
    live !== undefined && !live.has(arnOf(app.config, 'channel', idOf(pk)));
  const ended = waiting.filter(hasEnded);
  const overdue = [
    ...(await dueKeys(app, 'due', HINTS_MAX, now)),
    ...waiting.filter((key) => String(key.dueSk) < isoTime(now) && !hasEnded(key)),
  ];
  const woken = await each(shareOf(ended, overdue), (key) => wake(app, key));
  due += await each(shareOf(overdue, ended), (key) => sayDue(app, key));
  if (due + woken > 0) app.log.info('Swept', { due, woken });
  if (live) await compare(app, live);
  return { due, woken };
}

/** All streams that are on, by the ARNs of their channels; undefined when IVS cannot say. */
async function liveNow(app: App): Promise<Map<string, StreamSummary> | undefined> {
  try {
    return await liveStreams(app.ivs);
  } catch (error) {
    app.log.error('IVS does not list the live streams; the next sweep tries again', {
      error: String(error),
    });
    return undefined;
  }
}

/**
 * Holds the list of live streams against suspended channels, revoked stream keys, and streams that
 * have ended since the last sweep.
 */
async function compare(app: App, live: ReadonlyMap<string, StreamSummary>): Promise<void> {
  const each = eachOf(app);
  const suspended = await suspendedChannels(app.store, 'suspension', WAITING_MAX);
  const lit = suspended.filter((channelId) => live.has(arnOf(app.config, 'channel', channelId)));
  await each(lit, (channelId) =>
    suspendAgain(app, channelId, 'sweep:suspended', 'The channel is suspended, and it is live.'),
  );
  await stopStaleStreams(app, await watchedChannels(app), live);

  // The sweep only begins what is to be done; the workers do it.
  await each(await missedEnds(app, live), (session) =>
    reactToStreamEnd(app, session, app.clock.now()),
  );
}

/** As many as may be said; where there are too many of both kinds, each has half. */
const shareOf = (keys: readonly Key[], others: readonly Key[]): Key[] =>
  keys.slice(0, Math.max(HINTS_MAX / 2, HINTS_MAX - others.length));

/**
 * Does something for each item by itself: one that fails keeps no other from its turn. It counts
 * those for which there was something to do.
 */
const eachOf =
  (app: App) =>
  async <Item>(items: readonly Item[], does: (item: Item) => Promise<boolean>): Promise<number> => {
    let count = 0;
    for (const item of items) {
      try {
        if (await does(item)) count++;
      } catch (error) {
        app.log.error('The sweep failed for one item; the next sweep tries again', {
          item,
          error: String(error),
        });
      }
    }
    return count;
  };

async function sayDue(app: App, key: Key): Promise<boolean> {
  const job = await readAt(app, key);
  if (!job || job.announced) return false;
  // A copy for the history, whose original has never given way and has been said to have ended.
  if (isFinal(job) && (await readJob(app, job.id))?.announced) {
    await forgetDue(app, job);
    return false;
  }
  if (isStranded(job, app.clock.now())) report(app, job);
  // Moved on before it is said: if that fails somebody has got the job on meanwhile. An emergency
  // is said until it is taken up.
  if (job.priority !== 'emergency' && !(await moveDue(app, job, app.clock.now() + SAID_MS)))
    return false;
  await app.bus.publish('Job Due', { jobId: job.id });
  return true;
}

function report(app: App, job: Job): void {
  const { id: jobId, workflow, workflowVersion, step } = job;
  app.log.error('Job stranded', {
    jobId,
    workflow,
    workflowVersion,
    step,
    known: workflowOf(job) !== undefined,
  });
}

/**
 * A suspension whose channel is not known to be dark is taken up again, unless the job that
 * suspends is still at it.
 */
async function takeUpSuspension(app: App, channelId: string): Promise<boolean> {
  const job = await readCurrent(app, `channel/${channelId}`);
  if (job?.workflow === 'suspendChannel' && !isFinal(job) && workflowOf(job)) return false;
  if (!(await postponeOpenSuspension(app.store, channelId, app.clock.now()))) return false;
  return suspendAgain(
    app,
    channelId,
    'sweep:suspended',
    'The channel is suspended and not known to be dark.',
  );
}

async function wake(app: App, key: Key): Promise<boolean> {
  const job = await readAt(app, key);
  if (job?.status !== 'waiting' || !(await signal(app, job.subject))) return false;
  await app.bus.publish('Job Due', { jobId: job.id });
  return true;
}
