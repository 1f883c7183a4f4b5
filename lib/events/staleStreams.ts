import type { StreamSummary } from '@aws-sdk/client-ivs';
import { isOnRevokedKey } from '../actions/revokedKeyStreams.ts';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import type { Key } from '../dynamodb.ts';
import { getStream, stopStream } from '../ivs/streams.ts';
import { listTags } from '../ivs/tags.ts';
import {
  revokedStreamKeyAt,
  unwatch,
  watchedForStaleStreams,
  type RevokedStreamKey,
} from '../records/revokedStreamKeys.ts';
import { isProtected } from '../tags.ts';

/** The number of channels that one sweep checks for streams on revoked keys. */
const WATCHED_MAX = 240;
/**
 * How long a channel is watched, in ms. An encoder that connected before its key was revoked is on
 * air within 10 s, or never; the rest is for lists that lag and clocks that differ.
 */
const WATCH_MS = 120_000;

/**
 * Stops the live stream if it began with the channel's revoked stream key and was not seen when the
 * key was rotated. Its encoder cannot come back, so one call is enough and no job is needed.
 * @returns whether there was such a stream
 */
export async function stopStaleStream(
  app: App,
  channelId: string,
  revoked: RevokedStreamKey | undefined,
): Promise<boolean> {
  if (!revoked) return false;
  const channelArn = arnOf(app.config, 'channel', channelId);
  const stream = await getStream(app.ivs, channelArn);
  if (typeof stream === 'string' || !(await isOnRevokedKey(app.ivs, channelArn, stream, revoked)))
    return false;
  const tags = await listTags(app.ivs, channelArn);
  if (tags !== 'notFound' && isProtected(tags)) {
    app.log.warn('A stream on a revoked stream key goes on: its channel is protected', {
      channelArn,
      streamId: stream.streamId,
    });
    return false;
  }
  const word = await stopStream(app.ivs, channelArn);
  app.log.warn('Stopped a stream that started on a revoked stream key', {
    channelArn,
    streamId: stream.streamId,
    word,
  });
  return true;
}

/** Returns the records of the channels that are watched for streams on revoked keys. */
export const watchedChannels = ({ store }: App): Promise<Key[]> =>
  watchedForStaleStreams(store, WATCHED_MAX);

/**
 * Checks the live streams (`live`, by ARN) of the watched channels, and ends the watch of channels
 * whose time is over. A check that IVS refuses now is left to the next sweep.
 */
export async function stopStaleStreams(
  app: App,
  keys: readonly Key[],
  live: ReadonlyMap<string, StreamSummary>,
): Promise<void> {
  for (const key of keys) {
    const channelId = idOf(key.pk);
    try {
      const revoked = await revokedStreamKeyAt(app.store, key);
      // StopStream cannot be told which stream to stop, so the list is not enough: the stream is
      // read again.
      const stopped =
        live.has(arnOf(app.config, 'channel', channelId)) &&
        (await stopStaleStream(app, channelId, revoked));
      if (!stopped && app.clock.now() - (revoked?.revokedAt ?? 0) >= WATCH_MS)
        await unwatch(app.store, key, revoked?.revokedAt);
    } catch (error) {
      app.log.warn(
        'Could not check a channel for a stream on a revoked stream key; the next sweep will',
        {
          channelId,
          error: String(error),
        },
      );
    }
  }
}
