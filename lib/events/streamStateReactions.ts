import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { getChannel } from '../ivs/channels.ts';
import { getStream } from '../ivs/streams.ts';
import { isManaged, isTagged } from '../managed.ts';
import {
  noteEndHandled,
  notePendingEnd,
  noteSessionCreated,
  noteSessionEnded,
  noteStillOn,
  startingSession,
  type SessionName,
} from '../records/streamSessions.ts';
import { revokedStreamKey } from '../records/revokedStreamKeys.ts';
import { isKeylessOnPurpose } from '../records/streamKeyAges.ts';
import { readSuspension } from '../records/suspensions.ts';
import { startUnlessHeld } from '../jobs/commands.ts';
import { isFinal } from '../jobs/job.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { stopStaleStream } from './staleStreams.ts';
import { isRotationDue } from './rotationDue.ts';
import { runJob, wakeJob } from '../jobs/run.ts';
import { isDeleting } from '../jobs/precedence.ts';
import { outdateStream } from '../readModel/streams.ts';
import { suspendAgain } from './suspending.ts';
import { readCurrent, signal, type StoredJob } from '../jobs/table.ts';
import { ROTATE_AFTER_SHOW_TAG } from '../tags.ts';

/**
 * The fields of an IVS Stream State Change that we use (IVS user guide, Using Amazon EventBridge).
 */
export interface StreamStateChange {
  channelArn: string;
  streamId: string;
  eventName: string;
  /** Ms since the epoch, to the second. */
  at: number;
}

/**
 * Events are hints to check the state, never evidence. Each event is noted, and wakes the job that
 * waits for it. Repeats and disorder do no harm.
 */
export async function noteStreamState(
  opened: App,
  change: StreamStateChange,
  untilMs: number,
): Promise<void> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const channelId = idOf(change.channelArn);
  if (
    change.channelArn !== arnOf(app.config, 'channel', channelId) ||
    !(await isManaged(app, change.channelArn))
  )
    return;
  const { streamId, eventName, at } = change;
  if (eventName === 'Session Created') await noteSessionCreated(app.store, channelId, streamId, at);
  if (eventName === 'Stream Start') {
    await outdateStream(app, channelId);
    await keepDark(app, channelId, streamId);
    await stopStaleStream(app, channelId, await revokedStreamKey(app.store, channelId));
  }
  // Between Session Ended and Stream End a channel still counts as live (IVS API reference,
  // DeleteChannel), so acting on the first would only cost a refusal.
  if (eventName === 'Session Ended' && !(await isBeingDeleted(app, channelId)))
    await noteSessionEnded(app.store, channelId, streamId, at);
  if (eventName === 'Stream End' || eventName === 'Stream Failure')
    await reactToStreamEnd(app, { channelId, streamId }, untilMs);
}

/** The sessions of a channel that is about to go need no notes: its Stream End tells the rest. */
async function isBeingDeleted(app: App, channelId: string): Promise<boolean> {
  const job = await readCurrent(app, `channel/${channelId}`);
  return job !== undefined && !isFinal(job) && isDeleting(job);
}

/**
 * Suspends a channel again that is on air although it is suspended, because somebody outside gave
 * it a key. The suspension revokes that key and stops the stream.
 */
async function keepDark(app: App, channelId: string, streamId: string): Promise<void> {
  if (!(await readSuspension(app.store, channelId))) return;
  if (typeof (await getStream(app.ivs, arnOf(app.config, 'channel', channelId))) === 'string')
    return;
  await suspendAgain(
    app,
    channelId,
    'reaction:suspended',
    `The channel is suspended, and the stream ${streamId} has started.`,
  );
}

/**
 * Handles the end of a stream: wakes the job that waits for it, and rotates the stream key if a tag
 * asks for that. Until everything is done the end is noted as pending and the sweep handles it, so
 * the handling does not depend on one event. Only a deletion comes before that note, because its
 * channel needs nothing after it. Safe to repeat.
 * @param untilMs ms since the epoch; after it, jobs are begun and left to the workers
 * @returns false when the end had been handled before
 */
export async function reactToStreamEnd(
  app: App,
  session: SessionName,
  untilMs: number,
): Promise<boolean> {
  const held = await readCurrent(app, `channel/${session.channelId}`);
  const notePending = (): Promise<boolean> => notePendingEnd(app.store, session, app.clock.now());
  const isDeletion = held !== undefined && isDeleting(held);
  const wasPending = isDeletion || (await notePending());
  if (!isDeletion) await outdateStream(app, session.channelId);
  const job = held && (await wake(app, held, untilMs));
  const isGone = isDeletion && (job ?? held).status === 'succeeded';
  if (!isGone && !(isDeletion ? await notePending() : wasPending)) return false;
  // A job that has just given the channel a new key leaves nothing to rotate. A job that still
  // locks the channel comes first, and the sweep tries again.
  const isRotated = job !== undefined && isFinal(job) && job.memory.newStreamKeyArn !== undefined;
  if (isGone || isRotated || (await rotateAfterStream(app, session, untilMs)))
    await noteEndHandled(app.store, session, app.clock.now());
  return true;
}

/** Wakes the job of a channel, which may wait for the end of the stream, and runs it. */
async function wake(app: App, held: StoredJob, untilMs: number): Promise<StoredJob | undefined> {
  if (isFinal(held)) return undefined;
  const woken = await wakeJob(app, held, untilMs);
  if (woken) return woken;
  const signalled = await signal(app, held.subject);
  return signalled && runJob(app, signalled.id, untilMs);
}

/**
 * Rotates the key of a channel whose tag asks for it. If another stream has begun meanwhile, its
 * own Stream End leads here again: no job waits for it.
 * @returns false when more is to be done later: another job locks the channel, or the stream is
 * still live
 */
async function rotateAfterStream(
  app: App,
  { channelId, streamId }: SessionName,
  untilMs: number,
): Promise<boolean> {
  const channelArn = arnOf(app.config, 'channel', channelId);
  const channel = await getChannel(app.ivs, channelArn);
  if (channel === 'notFound' || !isTagged(app.config, channel.tags)) return true;
  const afterEach = channel.tags?.[ROTATE_AFTER_SHOW_TAG] === 'true';
  if (!afterEach && !(await isRotationDue(app, channel))) return true;
  if (await readSuspension(app.store, channelId)) return true;
  if (await isKeylessOnPurpose(app.store, channelId)) return true;
  const stream = await getStream(app.ivs, channelArn);
  if (typeof stream !== 'string' && stream.streamId === streamId) {
    // A list that lagged made the stream look ended.
    await noteStillOn(app.store, { channelId, streamId }, app.clock.now());
    return false;
  }
  if (stream !== 'notLive' || (await startingSession(app.store, channelId, app.clock.now())))
    return true;
  return startUnlessHeld(
    app,
    {
      workflow: 'rotateStreamKeyWhenIdle',
      subject: `channel/${channelId}`,
      input: {},
      caller: afterEach ? 'reaction:rotate-after-show' : 'reaction:rotate-every',
      reason: `The stream ${streamId} has ended.`,
      // One rotation per stream, however often its end is reported.
      idempotencyKey: { key: streamId, digest: streamId },
    },
    untilMs - app.clock.now(),
  );
}
