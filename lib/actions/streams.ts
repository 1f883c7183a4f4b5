import * as streams from '../ivs/streams.ts';
import { watchForOldShows } from '../oldStreamKeys.ts';
import { beganBefore, START_MS_MAX, startingSince } from '../sessions.ts';
import type { Attempt, Result } from './attempt.ts';

/** A channel that has shown nothing for so long is dark: an encoder let in before would be on by now, or never. */
const DARK_MS = START_MS_MAX + 1_000;

/** Disconnects whatever encoder is on. */
export async function stopStream({ ivs, channelArn }: Attempt): Promise<Result<'stopping' | 'notLive' | 'notFound'>> {
  const word = await streams.stopStream(ivs, channelArn);
  return word === 'stopping' ? { outcome: word, effect: true } : { outcome: word };
}

/** Whether a show is on, or about to be: IVS is asked, and no session may be known that has been created and has not ended. */
export async function lookWhetherLive({
  ivs,
  channelArn,
  channelId,
  store,
  clock,
}: Attempt): Promise<Result<'live' | 'starting' | 'notLive' | 'notFound'>> {
  const stream = await streams.getStream(ivs, channelArn);
  if (stream === 'notFound') return { outcome: stream };
  if (stream !== 'notLive') return { outcome: 'live', memory: { ...(stream.streamId && { streamId: stream.streamId }) } };
  return { outcome: (await startingSince(store, channelId, clock.now())) === undefined ? 'notLive' : 'starting' };
}

/** Notes which show is on: StopStream cannot be told which one to stop, so afterwards the ids are compared (IVS API reference, StopStream). */
export const noteStream = lookWhetherLive;

/** Whether a show is on; one that began before this job could act, after the show whose end it waits for, is counted as missed. */
export async function lookForNextShow(attempt: Attempt): ReturnType<typeof lookWhetherLive> {
  const result = await lookWhetherLive(attempt);
  const { streamId, showsMissed = 0 } = attempt.memory;
  const now = result.memory?.streamId;
  if (streamId === undefined || now === undefined || now === streamId) return result;
  return { ...result, memory: { ...result.memory, showsMissed: showsMissed + 1 } };
}

/**
 * Whether the channel is dark and stays so: nothing is on, and nothing has been for as long as an encoder may take from its door to the air. Notes
 * since when, so that the time to dark is measured and not waited out.
 */
export async function lookWhetherDark({ ivs, channelArn, channelId, store, clock, memory, acceptedAt }: Attempt): Promise<Result<'dark' | 'tooSoon' | 'live' | 'notFound'>> {
  const stream = await streams.getStream(ivs, channelArn);
  if (stream === 'notFound') return { outcome: stream };
  if (stream !== 'notLive') return { outcome: 'live', memory: { darkAt: undefined, ...(stream.streamId && { streamId: stream.streamId }) } };
  const now = clock.now();
  const darkAt = memory.darkAt ?? now;
  const since = await startingSince(store, channelId, now);
  const quiet = now - darkAt >= DARK_MS && (since === undefined || now - since >= START_MS_MAX);
  return { outcome: quiet ? 'dark' : 'tooSoon', memory: { darkAt, timeToDarkMs: darkAt - acceptedAt } };
}

/** Whether the noted show is still the one that is on. */
export async function lookWhetherNotedStreamIsOn({ ivs, channelArn, memory }: Attempt): Promise<Result<'on' | 'off' | 'notFound'>> {
  const stream = await streams.getStream(ivs, channelArn);
  if (stream === 'notFound') return { outcome: stream };
  return { outcome: stream !== 'notLive' && stream.streamId === memory.streamId ? 'on' : 'off' };
}

/**
 * Stops a show that began before the old stream key was revoked: it runs on that key. A later one runs on the new key and is left alone. One that is
 * on its way unseen is looked out for after the job.
 */
export async function stopOldStream(attempt: Attempt): Promise<Result<'stopping' | 'starting' | 'notLive' | 'notFound'>> {
  const { ivs, channelArn, channelId, store, clock, memory } = attempt;
  const revokedAt = memory.streamKeyRevokedAt ?? memory.newStreamKeyAt ?? clock.now();
  const stream = await streams.getStream(ivs, channelArn);
  if (stream === 'notFound') return { outcome: stream };
  if (stream === 'notLive') {
    const since = await startingSince(store, channelId, clock.now());
    if (since !== undefined && since < revokedAt) return { outcome: 'starting' };
    await watchForOldShows(store, channelId, revokedAt);
    return { outcome: stream };
  }
  if (!(await beganBefore(store, channelId, stream, revokedAt))) return { outcome: 'notLive' };
  const stopped = await stopStream(attempt);
  // On, yet not to be stopped: it is winding down already, and its end is still to come.
  return stopped.outcome === 'notLive' ? { outcome: 'stopping' } : stopped;
}
