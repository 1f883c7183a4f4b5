import type { Ivs } from '../ivs/client.ts';
import { getStreamSession } from '../ivs/streamSessions.ts';
import type { RevokedStreamKey } from '../records/revokedStreamKeys.ts';
import { CLOCKS_DIFFER_MS_MAX, START_MS_MAX } from '../records/streamSessions.ts';

/** The times of a session may be in whole seconds, and are by another clock. */
const MARGIN_MS = CLOCKS_DIFFER_MS_MAX + 1_000;

/** A stream that is on, as GetStream and ListStreams give it. */
interface LiveStream {
  streamId?: string | undefined;
  startTime?: Date | undefined;
}

/**
 * Whether a stream began with a stream key that has been revoked since. IVS does not tell which key
 * a stream uses. The sessions that were open when no key was there, between the old key and the
 * new, are known by their ids. Any other one is taken to use the new key unless it began well
 * before the revocation: its time is by another clock, so the difference that clocks may have is
 * given to the stream. Then IVS's lists lagged when the sessions were noted.
 */
export async function isOnRevokedKey(
  ivs: Ivs,
  channelArn: string,
  { streamId, startTime }: LiveStream,
  { revokedAt, oldStreamIds = [] }: RevokedStreamKey,
): Promise<boolean> {
  if (streamId !== undefined && oldStreamIds.includes(streamId)) return true;
  const startedAt = startTime?.getTime() ?? 0;
  if (startedAt + MARGIN_MS < revokedAt) return true;
  if (startedAt - START_MS_MAX + MARGIN_MS >= revokedAt) return false;
  const session = await getStreamSession(ivs, channelArn, streamId);
  const created =
    session === 'notFound'
      ? undefined
      : session.truncatedEvents?.find(({ name }) => name === 'Session Created')?.eventTime;
  return created !== undefined && created.getTime() + MARGIN_MS < revokedAt;
}
