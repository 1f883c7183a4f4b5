import type { Channel } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { BATCH_GET_MAX } from '../ivs/batches.ts';
import { batchGetChannel } from '../ivs/channels.ts';
import { liveStreams } from '../ivs/streams.ts';
import {
  deadlineIn,
  deadlineKey,
  deadlineOf,
  hasCome,
  isAnnounced,
  isSameDeadline,
  listDeadlines,
  noteDeadline,
  removeDeadline,
} from '../journal/keyDeadlines.ts';
import { allPolicies, type KeyRule, type Policy } from '../records/policies.ts';
import {
  deferralPeriod,
  isInWindow,
  mayRotate,
  rotationTimes,
  type RotationTimes,
} from '../records/rotationTimes.ts';
import { countDeferral, deferralsOf, readStreamKeyRow } from '../records/streamKeyAges.ts';
import { readSuspension } from '../records/suspensions.ts';
import { startUnlessHeld } from '../jobs/commands.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { readCurrent } from '../jobs/table.ts';
import { isProtected } from '../tags.ts';
import { managedRuleOf } from './rotationDue.ts';

/**
 * The rotations that one run starts at most: one run every five minutes starts 1,200 an hour. So a
 * day of outage, or a first policy for many old keys, leaves most of the quotas to other work.
 */
const STARTS_MAX = 100;
/**
 * How often a live channel is left for a later run; then a job waits for the end of its stream. A
 * deferral counts once an hour, or once in a window.
 */
const DEFERRALS_MAX = 24;

/** A channel whose key has come to its time. */
interface Due {
  readonly channelArn: string;
  readonly channelId: string;
  readonly since: number;
  readonly streamKeyArn?: string;
  readonly rule: KeyRule;
  readonly times: RotationTimes;
  readonly isProtected: boolean;
}

export interface Rotations {
  started: number;
  deferred: number;
  announced: number;
}

interface Run {
  readonly app: App;
  readonly policies: readonly Policy[];
  readonly untilMs: number;
  readonly done: Rotations;
  readonly failures: unknown[];
  /** The streams that were live when the first channel was due. */
  live?: ReadonlyMap<string, unknown>;
}

/**
 * Announces and starts the rotations whose time has come. An index names the channels, and IVS says
 * what tags they have now. A live channel is left for a later run, because no job waits for it.
 * @param untilMs ms since the epoch: no new page of channels is begun after it
 * @throws Error the first failure, after the other channels, so that the run counts as failed
 */
export async function rotateDueStreamKeys(opened: App, untilMs: number): Promise<Rotations> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const policies = await allPolicies(app.store);
  const done = { started: 0, deferred: 0, announced: 0 };
  const run: Run = { app, policies, untilMs, done, failures: [] };
  for (const policy of [undefined, ...policies.map(({ name }) => name)]) await look(run, policy);
  app.log.info('Checked the ages of stream keys', { ...done });
  if (run.failures.length > 0) throw run.failures[0];
  return done;
}

/** Looks at the channels of a policy, or at those with a tag, whose time has come. */
async function look(run: Run, policy: string | undefined): Promise<void> {
  const { app, untilMs, done } = run;
  const now = app.clock.now();
  for (let after: string | undefined; done.started < STARTS_MAX;) {
    if (app.clock.now() >= untilMs)
      return app.log.warn('Ran out of time before the last channel; the next run continues', {
        ...done,
      });
    const page = await listDeadlines(app.store, policy, BATCH_GET_MAX, after);
    const ids = page.filter((one) => hasCome(one, now)).map(({ channelId }) => channelId);
    if (ids.length === 0) return;
    const arns = ids.map((id) => arnOf(app.config, 'channel', id));
    const found = (await batchGetChannel(app.ivs, arns)).items;
    const channels = new Map(found.map((channel) => [idOf(channel.arn ?? ''), channel]));
    for (const id of ids) {
      try {
        await lookAt(run, id, channels.get(id));
      } catch (error) {
        const told = { channelId: id, error: String(error) };
        app.log.error('A stream key could not be looked at; the next run tries again', told);
        run.failures.push(error);
      }
    }
    if (ids.length < BATCH_GET_MAX) return;
    after = page.at(-1)?.place;
  }
}

async function lookAt(run: Run, channelId: string, channel: Channel | undefined): Promise<void> {
  const { app, done } = run;
  const due = await dueOf(run, channelId, channel);
  if (!due || !mayRotate(due.rule, due.times, app.clock.now())) return;
  run.live ??= await liveStreams(app.ivs);
  const isLive = run.live.has(due.channelArn);
  const workflow = isLive ? await whileLive(run, due) : 'rotateStreamKeyWhenIdle';
  if (!workflow) return;
  const before = await readCurrent(app, `channel/${channelId}`);
  if (before?.workflow === workflow && restsAt(before, app.clock.now())) return;
  const { policy } = due.rule;
  const isStarted = await startUnlessHeld(
    app,
    {
      workflow,
      subject: `channel/${channelId}`,
      input: {},
      caller: policy ? `policy:${policy.name}` : 'schedule:rotateStreamKeys',
      reason: `The stream key was created at ${isoTime(due.since)}.`,
    },
    // The job is begun here and handed over: the workers and the rate limiters spread the work.
    0,
  );
  if (isStarted) done.started++;
}

/** How long the schedule does not try again a rotation that failed or was cancelled, in ms. */
const RESTS_MS = 3_600_000;

/**
 * Returns whether a rotation is under way, perhaps for days, or has failed or been cancelled just
 * now. None may use up the starts of every run, and who cancels a cut has an hour to say more.
 */
const restsAt = (job: Job, now: number): boolean =>
  !isFinal(job) || (job.status !== 'succeeded' && now - job.finishedAt < RESTS_MS);

/**
 * Returns the channel if its rotation is due, as it is now. It announces the rotation first, and
 * corrects a deadline that is out of date.
 */
async function dueOf(
  run: Run,
  channelId: string,
  channel: Channel | undefined,
): Promise<Due | undefined> {
  const { store, clock, config } = run.app;
  const [item, row, suspension] = await Promise.all([
    store.get(deadlineKey(channelId)),
    readStreamKeyRow(store, channelId),
    readSuspension(store, channelId),
  ]);
  const noted = deadlineIn(item);
  const rule = channel && managedRuleOf(run.app, run.policies, channel);
  // A suspended channel has no key that could be too old, and a deleted one is not found.
  if (!noted || !row || !rule || suspension) {
    if (noted) await removeDeadline(store, channelId);
    return undefined;
  }
  const times = rotationTimes(rule, channelId, row.since);
  const deadline = deadlineOf(rule, times, row.since, noted);
  const { announceAt = Infinity, actAt } = times;
  const due = { ...row, channelArn: arnOf(config, 'channel', channelId), channelId, rule, times };
  if (clock.now() >= announceAt && !isAnnounced(noted, deadline)) {
    await announce(run, due);
    await noteDeadline(store, channelId, { ...deadline, announcedFor: actAt, nextAt: actAt });
  } else if (!isSameDeadline(deadline, noted)) await noteDeadline(store, channelId, deadline);
  return clock.now() < actAt ? undefined : { ...due, isProtected: isProtected(channel?.tags) };
}

async function announce(
  { app: { bus, clock }, done }: Run,
  { channelArn, streamKeyArn, rule, times }: Omit<Due, 'isProtected'>,
): Promise<void> {
  await bus.publish([
    'Stream Key Rotation Due',
    {
      channelArn,
      ...(streamKeyArn !== undefined && { streamKeyArn }),
      plannedFor: isoTime(Math.max(times.actAt, clock.now())),
      tooOldFrom: isoTime(times.dueAt),
      policy: rule.policy?.name ?? '',
    },
    [channelArn],
  ]);
  done.announced++;
}

/**
 * Counts a deferral, once in a period.
 * @returns the workflow for a live channel after many deferrals; undefined: it is left for later
 */
async function whileLive(
  { app: { store, clock, log }, done }: Run,
  { channelArn, channelId, since, rule, isProtected }: Due,
): Promise<'rotateStreamKeyNow' | 'rotateStreamKeyWhenIdle' | undefined> {
  const now = clock.now();
  const { window, nowAfterDeferrals = Infinity } = rule.policy?.rotation ?? {};
  if (!isInWindow(window, now)) return undefined;
  done.deferred++;
  const from = deferralPeriod(window, now);
  const counted = await countDeferral(store, channelId, { since, from, now });
  // An earlier look in the period has counted it, and another job may have been in its way.
  const deferrals = counted ?? (await deferralsOf(store, channelId, { since }));
  if (deferrals > nowAfterDeferrals && !isProtected) return 'rotateStreamKeyNow';
  if (deferrals < DEFERRALS_MAX) return undefined;
  if (counted === undefined) return 'rotateStreamKeyWhenIdle';
  log.warn('A stream key is overdue, and its channel was live at each check', {
    channelArn,
    since: isoTime(since),
    deferrals,
  });
  return 'rotateStreamKeyWhenIdle';
}
