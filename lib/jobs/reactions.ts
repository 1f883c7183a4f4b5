import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { getChannel } from '../ivs/channels.ts';
import { getStream } from '../ivs/streams.ts';
import { noteSessionCreated, noteSessionEnded, startingSince } from '../sessions.ts';
import { readSuspension } from '../suspensions.ts';
import { startUnlessHeld } from './commands.ts';
import { isFinal } from './job.ts';
import { inTurn } from './lanes.ts';
import { stopOldShow } from './oldShows.ts';
import { runJob } from './run.ts';
import { signal } from './table.ts';

/** An IVS Stream State Change, as far as we look at it (IVS user guide, Using Amazon EventBridge). */
export interface StreamStateChange {
  channelArn: string;
  streamId: string;
  eventName: string;
  /** ms since the epoch, to the second. */
  at: number;
}

/** Tag on a channel whose stream key is to be rotated after each show. */
export const ROTATE_AFTER_SHOW_TAG = 'channelkeeper:rotate-after-show';

/** Events are hints to look again, never evidence: each is noted, and wakes the job that waits for it. Repeats and disorder do no harm. */
export async function noteStreamState(opened: App, change: StreamStateChange, untilMs: number): Promise<void> {
  const app = { ...opened, ivs: inTurn(opened, untilMs) };
  const channelId = idOf(change.channelArn);
  if (change.channelArn !== arnOf(app.config, 'channel', channelId)) return;
  const { streamId, eventName, at } = change;
  if (eventName === 'Session Created') await noteSessionCreated(app.store, channelId, streamId, at);
  if (eventName === 'Stream Start') {
    await keepDark(app, change, untilMs);
    await stopOldShow(app, channelId);
  }
  if (eventName !== 'Session Ended' && eventName !== 'Stream End' && eventName !== 'Stream Failure') return;

  await noteSessionEnded(app.store, channelId, streamId, at);
  // Between Session Ended and Stream End a channel still counts as live (IVS API reference, DeleteChannel): acting on the first would only cost a refusal.
  if (eventName === 'Session Ended') return;
  const held = await signal(app, `channel/${channelId}`);
  const job = held && (await runJob(app, held.id, untilMs));
  // A job that has just given the channel a new key leaves nothing to rotate; one that still holds it comes first.
  const free = !job || (isFinal(job) && !job.memory.newStreamKeyArn);
  if (eventName === 'Stream End' && free) await rotateAfterShow(app, change, untilMs);
}

/** A suspended channel is on air: somebody outside gave it a key. It is suspended again, which takes that key away and stops the show. */
async function keepDark(app: App, { channelArn, streamId }: StreamStateChange, untilMs: number): Promise<void> {
  const channelId = idOf(channelArn);
  if (!(await readSuspension(app.store, channelId)) || typeof (await getStream(app.ivs, channelArn)) === 'string') return;
  await startUnlessHeld(
    app,
    {
      workflow: 'suspendChannel',
      subject: `channel/${channelId}`,
      input: {},
      caller: 'reaction:suspended',
      reason: `The show ${streamId} is on, and the channel is suspended.`,
    },
    untilMs - app.clock.now(),
  );
}

/** Rotates the key of a channel whose tag asks for it. A show that has begun again meanwhile is the next Stream End's affair: no job is held for it. */
async function rotateAfterShow(app: App, { channelArn, streamId }: StreamStateChange, untilMs: number): Promise<void> {
  const channel = await getChannel(app.ivs, channelArn);
  if (channel === 'notFound' || channel.tags?.[ROTATE_AFTER_SHOW_TAG] !== 'true') return;
  const channelId = idOf(channelArn);
  if (await readSuspension(app.store, channelId)) return;
  if ((await getStream(app.ivs, channelArn)) !== 'notLive' || (await startingSince(app.store, channelId, app.clock.now())) !== undefined) return;
  await startUnlessHeld(
    app,
    {
      workflow: 'rotateStreamKeyWhenIdle',
      subject: `channel/${channelId}`,
      input: {},
      caller: 'reaction:rotate-after-show',
      reason: `The show ${streamId} has ended.`,
      // One show, one rotation, however often its end is told.
      idempotencyKey: { key: streamId, digest: streamId },
    },
    untilMs - app.clock.now(),
  );
}
