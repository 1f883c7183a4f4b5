import * as streams from '../ivs/streams.ts';
import { asWord } from '../ivs/refusal.ts';
import { listStreamSessions } from '../ivs/streamSessions.ts';
import { START_MS_MAX, startingSession } from '../records/streamSessions.ts';
import type { ChannelContext, Result } from './context.ts';
import type { AdBreakRequest } from './inputs.ts';
import { notFoundUnlessNew } from './lagging.ts';
import { isOnRevokedKey } from './revokedKeyStreams.ts';

/**
 * A channel without a stream for this long is dark, in ms: an encoder that was let in earlier would
 * be live by now, or never.
 */
const DARK_MS = START_MS_MAX + 1_000;

/** Disconnects the encoder of the live stream. */
export async function stopStream({
  ivs,
  channelArn,
}: ChannelContext): Promise<Result<'stopping' | 'notLive' | 'notFound'>> {
  const word = await streams.stopStream(ivs, channelArn);
  return word === 'stopping' ? { outcome: word, effect: true } : { outcome: word };
}

/**
 * Inserts an ad break, once at most: every call inserts another one. A channel has one ad break at
 * a time (IVS API reference, InsertAdBreak).
 */
export async function insertAdBreak({
  ivs,
  channelArn,
  input,
  uncertain,
}: ChannelContext<AdBreakRequest>): Promise<
  Result<'inserted' | 'running' | 'unknown' | 'notLive' | 'notFound'>
> {
  if (uncertain) return { outcome: 'unknown' };
  const { durationSeconds } = input;
  const made = await streams
    .insertAdBreak(ivs, channelArn, durationSeconds)
    .catch(asWord({ ConflictException: 'running' }));
  return typeof made === 'string' ? { outcome: made } : { outcome: 'inserted', effect: true };
}

/**
 * Checks whether a stream is live or about to be. It asks IVS, and also checks for a session that
 * has been created and has not ended.
 */
export async function lookWhetherLive(
  context: ChannelContext,
): Promise<Result<'live' | 'starting' | 'notLive' | 'notFound'>> {
  const { ivs, channelArn, channelId, store, clock } = context;
  const stream = await streams.getStream(ivs, channelArn);
  if (stream === 'notFound') return { outcome: await notFoundUnlessNew(context, 'GetStream') };
  if (stream !== 'notLive')
    return { outcome: 'live', memory: { ...(stream.streamId && { streamId: stream.streamId }) } };
  return {
    outcome: (await startingSession(store, channelId, clock.now())) ? 'starting' : 'notLive',
  };
}

/**
 * Notes the id of the live stream. StopStream cannot be told which stream to stop, so the ids are
 * compared afterwards (IVS API reference, StopStream).
 */
export const noteStream = lookWhetherLive;

/**
 * Checks whether a stream is live. A stream that began before this job could act, after the stream
 * whose end it waits for, is counted as missed.
 */
export async function lookForNextStream(
  context: ChannelContext,
): ReturnType<typeof lookWhetherLive> {
  const result = await lookWhetherLive(context);
  const { streamId, showsMissed = 0 } = context.memory;
  const now = result.memory?.streamId;
  if (streamId === undefined || now === undefined || now === streamId) return result;
  return { ...result, memory: { ...result.memory, showsMissed: showsMissed + 1 } };
}

/**
 * Checks whether the channel is dark and stays dark: no stream is live, and none has been for as
 * long as an encoder may take from its connection to the air. It notes since when, so that the time
 * to dark is measured and does not include the wait.
 */
export async function lookWhetherDark({
  ivs,
  channelArn,
  channelId,
  store,
  clock,
  memory,
  acceptedAt,
}: ChannelContext): Promise<Result<'dark' | 'tooSoon' | 'live' | 'notFound'>> {
  const stream = await streams.getStream(ivs, channelArn);
  if (stream === 'notFound') return { outcome: stream };
  if (stream !== 'notLive')
    return {
      outcome: 'live',
      memory: { darkAt: undefined, ...(stream.streamId && { streamId: stream.streamId }) },
    };
  const now = clock.now();
  const darkAt = memory.darkAt ?? now;
  const quiet = now - darkAt >= DARK_MS && !(await startingSession(store, channelId, now));
  return {
    outcome: quiet ? 'dark' : 'tooSoon',
    memory: { darkAt, timeToDarkMs: darkAt - acceptedAt },
  };
}

/** Checks whether the noted stream is still the live one. */
export async function lookWhetherNotedStreamIsOn({
  ivs,
  channelArn,
  memory,
}: ChannelContext): Promise<Result<'on' | 'off' | 'notFound'>> {
  const stream = await streams.getStream(ivs, channelArn);
  if (stream === 'notFound') return { outcome: stream };
  return { outcome: stream !== 'notLive' && stream.streamId === memory.streamId ? 'on' : 'off' };
}

/**
 * Notes the stream sessions that are open now that the channel has no key; all of them began with
 * the old one.
 */
export async function noteOldStreams({
  ivs,
  channelArn,
  channelId,
  store,
  clock,
}: ChannelContext): Promise<Result<'noted' | 'notFound'>> {
  const page = await listStreamSessions(ivs, channelArn, { maxResults: 10 });
  if (page === 'notFound') return { outcome: page };
  const open = page.items.flatMap(({ streamId, endTime }) =>
    streamId !== undefined && endTime === undefined ? [streamId] : [],
  );
  // The list may lag behind an event that has already arrived.
  const starting = await startingSession(store, channelId, clock.now());
  const oldStreamIds = [...new Set([...open, ...(starting ? [starting.streamId] : [])])];
  return { outcome: 'noted', memory: { oldStreamIds, oldStreamOn: oldStreamIds.length > 0 } };
}

/**
 * Stops a stream that began with the revoked stream key. A stream that began with the new key is
 * left alone. A session that has not come on air within the time that a start takes never does; the
 * channel is watched for a session that starts unseen.
 */
export async function stopOldStream(
  context: ChannelContext,
): Promise<Result<'stopping' | 'starting' | 'notLive' | 'notFound'>> {
  const { ivs, channelArn, channelId, store, clock, memory } = context;
  const revokedAt = memory.streamKeyRevokedAt ?? memory.newStreamKeyAt ?? clock.now();
  const { oldStreamIds } = memory;
  const stream = await streams.getStream(ivs, channelArn);
  if (stream === 'notFound') return { outcome: stream };
  if (stream === 'notLive') {
    const starting = await startingSession(store, channelId, clock.now());
    if (starting && (oldStreamIds?.includes(starting.streamId) ?? true))
      return { outcome: 'starting' };
  } else if (
    await isOnRevokedKey(ivs, channelArn, stream, {
      revokedAt,
      ...(oldStreamIds && { oldStreamIds }),
    })
  ) {
    const stopped = await stopStream(context);
    // The stream is live but cannot be stopped: it is winding down already, and its end is still to
    // come.
    return stopped.outcome === 'notLive' ? { outcome: 'stopping' } : stopped;
  }
  return { outcome: 'notLive', memory: { oldStreamOn: false } };
}
