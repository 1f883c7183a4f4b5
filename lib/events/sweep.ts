import type { StreamSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import type { Key } from '../dynamodb.ts';
import { liveStreams } from '../ivs/streams.ts';
import { postponeOpenSuspension, suspendedChannels } from '../records/suspensions.ts';
import { dueEvent, SAID_MS } from '../jobs/due.ts';
import { isFinal, isStranded, type Job } from '../jobs/job.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { missedEnds } from './missedEnds.ts';
import { stopStaleStreams, watchedChannels } from './staleStreams.ts';
import { workflowOf } from '../jobs/precedence.ts';
import { reactToStreamEnd } from './streamStateReactions.ts';
import { suspendAgain } from './suspending.ts';
import { forgetDue, moveDue, readAt, readCurrent, readJob, signal } from '../jobs/table.ts';
import { dueKeys } from '../jobs/jobIndexes.ts';

/**
 * The number of calls that the rate limiters serve until the next sweep: 5 calls a second at 80 %
 * for a minute.
 */
const HINTS_MAX = 240;
/** The number of emergencies, which come first and do not count among those. */
const EMERGENCIES_MAX = 120;
/**
 * The number of waiting jobs, and of suspended channels, that one sweep compares with the list of
 * live streams, by their keys, which is cheap.
 */
const WAITING_MAX = 10_000;

/**
 * Finds once a minute what the events usually report faster: jobs that are due (their runner is
 * gone, their rest is over, their end was not announced), jobs that wait for the end of a stream
 * that IVS no longer lists, suspended channels that are not known to be dark, ends of streams whose
 * event was lost, and streams on stream keys that were revoked before they came on air. One
 * ListStreams serves all of them; no job polls by itself. Absence from that list only wakes a job:
 * its next action decides. A part that fails is logged and left to the next sweep; the rest
 * continues.
 */
export async function sweep(opened: App, untilMs: number): Promise<{ due: number; woken: number }> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const now = app.clock.now();
  const each = eachOf(app);
  // Emergencies do not wait for the answer of IVS.
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

/** Returns all live streams, by the ARNs of their channels; undefined when IVS does not answer. */
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
 * Compares the list of live streams with the suspended channels, the revoked stream keys, and the
 * streams that have ended since the last sweep.
 */
async function compare(app: App, live: ReadonlyMap<string, StreamSummary>): Promise<void> {
  const each = eachOf(app);
  const suspended = await suspendedChannels(app.store, 'suspension', WAITING_MAX);
  const lit = suspended.filter((channelId) => live.has(arnOf(app.config, 'channel', channelId)));
  await each(lit, (channelId) =>
    suspendAgain(app, channelId, 'sweep:suspended', 'The channel is suspended, and it is live.'),
  );
  await stopStaleStreams(app, await watchedChannels(app), live);

  // The sweep only begins the work; the workers do it.
  await each(await missedEnds(app, live), (session) =>
    reactToStreamEnd(app, session, app.clock.now()),
  );
}

/**
 * Limits the hints to those that may be sent; if there are too many of both kinds, each kind gets
 * half.
 */
const shareOf = (keys: readonly Key[], others: readonly Key[]): Key[] =>
  keys.slice(0, Math.max(HINTS_MAX / 2, HINTS_MAX - others.length));

/**
 * Handles each item by itself, so that a failed item does not stop the others. It counts the items
 * for which there was something to do.
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
  // This is a copy for the history, whose original has not given way and has been announced as
  // ended.
  if (isFinal(job) && (await readJob(app, job.id))?.announced) {
    await forgetDue(app, job);
    return false;
  }
  if (isStranded(job, app.clock.now())) report(app, job);
  // The job is moved on before it is published: if that fails, another runner has continued it
  // meanwhile. An emergency is published until it is taken up.
  if (job.priority !== 'emergency' && !(await moveDue(app, job, app.clock.now() + SAID_MS)))
    return false;
  await app.bus.publish(dueEvent(job));
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
 * Takes up a suspension whose channel is not known to be dark, unless the job that suspends is
 * still working. Either way it is looked at again later, so that many such jobs hide no suspension
 * that has none.
 */
async function takeUpSuspension(app: App, channelId: string): Promise<boolean> {
  if (!(await postponeOpenSuspension(app.store, channelId, app.clock.now()))) return false;
  const job = await readCurrent(app, `channel/${channelId}`);
  if (job?.workflow === 'suspendChannel' && !isFinal(job) && workflowOf(job)) return false;
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
  await app.bus.publish(dueEvent(job));
  return true;
}
