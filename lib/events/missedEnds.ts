import type { StreamSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { idOf } from '../arns.ts';
import {
  noteSeenLive,
  notePendingEnd,
  openSessions,
  pendingEnds,
  type SessionName,
} from '../records/streamSessions.ts';

/**
 * Sessions that one sweep compares with the list of live streams: by their keys, which costs next
 * to nothing.
 */
const OPEN_MAX = 10_000;
/** Ends of streams that one sweep sees to: each takes two calls of IVS. */
const ENDS_MAX = 60;
/** A session that began so long ago is on the list of live streams, or over. */
const UNLISTED_MS = 60_000;

const nameOf = ({ channelId, streamId }: SessionName): string => `${channelId} ${streamId}`;

/**
 * The streams that have ended and whose end has not been dealt with, because no event told of it or
 * what it told could not be done. Streams that are on (`live`, by the ARNs of their channels)
 * without our knowing are noted, so that their end is not missed.
 */
export async function missedEnds(
  { store, clock }: App,
  live: ReadonlyMap<string, StreamSummary>,
): Promise<SessionName[]> {
  const now = clock.now();
  const open = await openSessions(store, OPEN_MAX);
  const known = new Set(open.map(nameOf));
  const on = new Set<string>();
  for (const [channelArn, { streamId }] of live) {
    if (streamId === undefined) continue;
    const session = { channelId: idOf(channelArn), streamId };
    on.add(nameOf(session));
    if (!known.has(nameOf(session))) await noteSeenLive(store, session, now);
  }
  for (const { since, ...session } of open) {
    if (!on.has(nameOf(session)) && now - since >= UNLISTED_MS)
      await notePendingEnd(store, session, now - UNLISTED_MS);
  }
  return pendingEnds(store, ENDS_MAX, now);
}
