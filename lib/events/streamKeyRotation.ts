import type { ChannelSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { allChannels } from '../ivs/channels.ts';
import { liveStreams } from '../ivs/streams.ts';
import { isTagged } from '../managed.ts';
import { countDeferral, noteFirstSeen, readStreamKeyRow } from '../records/streamKeyAges.ts';
import { readSuspension } from '../records/suspensions.ts';
import { startUnlessHeld } from '../jobs/commands.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { intervalOf, ROTATE_EVERY_TAG } from '../tags.ts';

/**
 * Starts the rotation of every stream key that is older than its channel's tag allows. A live
 * channel is left for the next run, because no job waits for it. The age of an unknown key counts
 * from now.
 */
export async function rotateDueStreamKeys(
  opened: App,
  untilMs: number,
): Promise<{ started: number; deferred: number }> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const live = await liveStreams(app.ivs);
  let started = 0;
  let deferred = 0;
  for await (const channel of allChannels(app.ivs)) {
    if (app.clock.now() >= untilMs) {
      app.log.warn('Ran out of time before the last channel; the next run continues', {
        started,
      });
      break;
    }
    const since = await overdueSince(app, channel);
    if (since === undefined || !channel.arn) continue;
    const waits = live.has(channel.arn);
    if (waits) deferred++;
    if (waits && !(await isLongDeferred(app, channel.arn, since))) continue;
    if (await rotate(app, channel.arn, since)) started++;
  }
  app.log.info('Checked the ages of stream keys', { started, deferred });
  return { started, deferred };
}

/**
 * How often a live channel is left for the next run, which makes a day; then a job waits for the
 * end of its stream.
 */
const DEFERRALS_MAX = 24;

/**
 * Returns whether the rotation has been deferred so often that a job has to wait for the end of the
 * stream. It counts this deferral.
 */
async function isLongDeferred(app: App, channelArn: string, since: number): Promise<boolean> {
  const deferrals = await countDeferral(app.store, idOf(channelArn), since);
  if (deferrals === undefined || deferrals < DEFERRALS_MAX) return false;
  app.log.warn('A stream key is overdue, and its channel was live at each check', {
    channelArn,
    since: isoTime(since),
    deferrals,
  });
  return true;
}

/** Returns since when a channel has a key that is older than its tag allows. */
export async function overdueSince(
  app: App,
  { arn, tags }: ChannelSummary,
): Promise<number | undefined> {
  const tag = tags?.[ROTATE_EVERY_TAG];
  if (!arn || tag === undefined || !isTagged(app.config, tags)) return undefined;
  const everyMs = intervalOf(tag);
  if (everyMs === undefined) {
    app.log.warn(`The tag ${ROTATE_EVERY_TAG} must have a value such as 30d or 12h`, {
      channelArn: arn,
    });
    return undefined;
  }
  const now = app.clock.now();
  const row = await readStreamKeyRow(app.store, idOf(arn));
  if (!row) await noteFirstSeen(app.store, idOf(arn), now);
  // A suspended channel has no key that could be too old.
  const overdue =
    row && now - row.since >= everyMs && !(await readSuspension(app.store, idOf(arn)));
  return overdue ? row.since : undefined;
}

/** The job is begun here and handed over: the workers and the rate limiters spread the work. */
const rotate = (app: App, channelArn: string, since: number): Promise<boolean> =>
  startUnlessHeld(
    app,
    {
      workflow: 'rotateStreamKeyWhenIdle',
      subject: `channel/${idOf(channelArn)}`,
      input: {},
      caller: 'schedule:rotateStreamKeys',
      reason: `The stream key was created at ${isoTime(since)}.`,
    },
    0,
  );
