import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { idOf } from '../arns.ts';
import type { Ivs } from '../ivs/client.ts';
import { getStreamKey, listStreamKeys } from '../ivs/streamKeys.ts';
import { paced } from '../jobs/pacedIvs.ts';
import type { SecretsManager } from '../secretsManager.ts';

/** The events after which the secret of a channel's stream key is out of date. */
export const streamKeyNews = z.object({
  'detail-type': z.enum(['Stream Key Rotated', 'Channel Resumed', 'Channel Deleted']),
  detail: z.looseObject({ channelArn: z.string() }),
  resources: z.array(z.string()),
});
export type StreamKeyNews = z.infer<typeof streamKeyNews>;

/** How often a key may be replaced while its value is being written. */
const TRIES_MAX = 5;

/**
 * Writes the value of a channel's stream key into the channel's secret, or deletes the secret of a
 * deleted channel. The value goes from IVS to Secrets Manager and nowhere else. It is the value of
 * the key that the channel has now, whichever event came; so events may come late, twice or out of
 * order. It does nothing where no secrets are named.
 * @param untilMs ms since the epoch; no call of IVS begins after it
 * @throws Error when IVS or Secrets Manager refuses, so that the event is tried again
 */
export async function storeStreamKey(
  app: App,
  secrets: SecretsManager,
  { 'detail-type': type, detail: { channelArn } }: StreamKeyNews,
  untilMs: number,
): Promise<void> {
  const { streamKeySecrets } = app.config;
  if (streamKeySecrets === '') return;
  const name = `${streamKeySecrets}${idOf(channelArn)}`;
  if (type === 'Channel Deleted') {
    await secrets.remove(name);
    return app.log.info('Deleted the secret of a stream key', { name });
  }
  const ivs = paced(app, untilMs);
  let key = await keyOf(ivs, channelArn);
  for (let tries = 0; key !== 'notFound' && key.arn !== undefined && tries < TRIES_MAX; tries++) {
    const streamKeyArn = key.arn;
    const found = await getStreamKey(ivs, streamKeyArn);
    const value = found === 'notFound' ? undefined : found.value;
    if (value !== undefined)
      await secrets.put(name, JSON.stringify({ channelArn, streamKeyArn, value }));
    // The value of an older key may have been written over that of a newer one, or after the
    // secret of a deleted channel was removed.
    key = await keyOf(ivs, channelArn);
    if (value !== undefined && key !== 'notFound' && key.arn === streamKeyArn)
      return app.log.info('Stored the value of a stream key', { name, streamKeyArn });
  }
  if (key === 'notFound') return secrets.remove(name);
  // A channel without a key keeps its old value, which no encoder can use.
  if (key.arn !== undefined)
    throw new Error(
      `IVS does not show the stream key of ${channelArn}, or it changes all the time.`,
    );
}

/** Returns the key of a channel, if it has one. */
async function keyOf(
  ivs: Ivs,
  channelArn: string,
): Promise<'notFound' | { arn?: string | undefined }> {
  const keys = await listStreamKeys(ivs, channelArn);
  return keys === 'notFound' ? keys : (keys[0] ?? {});
}
