import type { Ivs } from '../ivs/client.ts';
import { getStreamSession } from '../ivs/streamSessions.ts';
import type { RevokedStreamKey } from '../records/revokedStreamKeys.ts';
import { CLOCKS_DIFFER_MS_MAX, START_MS_MAX } from '../records/streamSessions.ts';

/** The times of a session may be in whole seconds, and come from another clock. */
const MARGIN_MS = CLOCKS_DIFFER_MS_MAX + 1_000;

/** A live stream, as GetStream and ListStreams return it. */
interface LiveStream {
  streamId?: string | undefined;
  startTime?: Date | undefined;
}

/**
 * Returns whether a stream began with a stream key that has been revoked since. IVS does not tell
 * which key a stream uses. The sessions that were open while the channel had no key, between the
 * old key and the new one, are known by their ids. Any other session is assumed to use the new key
 * unless it began well before the revocation; its time comes from another clock, so the stream gets
 * the benefit of the difference that clocks may have. In that case IVS's lists lagged when the
 * sessions were noted.
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
