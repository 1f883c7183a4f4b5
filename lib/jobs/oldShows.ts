import type { StreamSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { getStream, stopStream } from '../ivs/streams.ts';
import { oldStreamKeyRevokedAt, unwatch, watchedForOldShows } from '../oldStreamKeys.ts';
import { beganBefore } from '../sessions.ts';

/** Channels that one sweep looks at for old shows. */
const WATCHED_MAX = 240;
/** Who came in with a key before it was revoked is on air within 10 s, or never; the rest is for lists that lag. */
const WATCH_MS = 60_000;

/**
 * Stops the show that is on if it began before the channel's last key was revoked: nobody saw it come when the key was rotated. Its encoder
 * cannot come back, so it is one call and no job.
 * @returns whether there was such a show
 */
export async function stopOldShow(app: App, channelId: string): Promise<boolean> {
  const revokedAt = await oldStreamKeyRevokedAt(app.store, channelId);
  if (revokedAt === undefined) return false;
  const channelArn = arnOf(app.config, 'channel', channelId);
  const stream = await getStream(app.ivs, channelArn);
  if (typeof stream === 'string' || !(await beganBefore(app.store, channelId, stream, revokedAt))) return false;
  const word = await stopStream(app.ivs, channelArn);
  app.log.warn('Stopped a show on a stream key that was revoked before it came on air', { channelArn, streamId: stream.streamId, word });
  return true;
}

/** The channels that are watched for old shows. */
export const watchedChannels = async ({ store }: App): Promise<string[]> => (await watchedForOldShows(store, WATCHED_MAX)).map(({ pk }) => idOf(pk));

/**
 * Stops the shows among those that are on (`live`, by ARN) that are old, and watches channels no longer whose time is over. What IVS refuses now is for the
 * next sweep.
 */
export async function stopOldShows(app: App, channelIds: readonly string[], live: ReadonlyMap<string, StreamSummary>): Promise<void> {
  for (const channelId of channelIds) {
    try {
      const revokedAt = await oldStreamKeyRevokedAt(app.store, channelId);
      const stream = live.get(arnOf(app.config, 'channel', channelId));
      // StopStream cannot be told which show to stop, so the list is not enough: whether it is an old one is looked at again.
      const isOld = stream !== undefined && revokedAt !== undefined && (await beganBefore(app.store, channelId, stream, revokedAt));
      const stopped = isOld && (await stopOldShow(app, channelId));
      if (!stopped && app.clock.now() - (revokedAt ?? 0) >= WATCH_MS) await unwatch(app.store, channelId, revokedAt);
    } catch (error) {
      app.log.warn('Not looked for an old show; the next sweep will', { channelId, error: String(error) });
    }
  }
}
