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
 * The number of sessions that one sweep compares with the list of live streams, by their keys,
 * which is cheap.
 */
const OPEN_MAX = 10_000;
/** The number of ends of streams that one sweep handles; each takes two calls of IVS. */
const ENDS_MAX = 60;
/** After this time a session is in the list of live streams, or over, in ms. */
const UNLISTED_MS = 60_000;

const nameOf = ({ channelId, streamId }: SessionName): string => `${channelId} ${streamId}`;

/**
 * Returns the streams that have ended and whose end has not been handled, because its event was
 * lost or its handling failed. Live streams (`live`, by the ARNs of their channels) that are
 * unknown are noted, so that their end is not missed.
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
