import type { App } from './app.ts';
import { idOf } from './arns.ts';
import type { Config } from './config.ts';
import { BATCH_GET_MAX } from './ivs/batches.ts';
import { batchGetChannel, getChannel } from './ivs/channels.ts';
import { expiryOf, recordKey } from './records/keys.ts';

// A deployment manages all channels of its account and region, or only those with its tag. In the
// second case another deployment may manage the others.

type Tags = Readonly<Record<string, string>>;

/** Returns whether this deployment manages a channel with these tags. */
export const isTagged = ({ managedTag }: Pick<Config, 'managedTag'>, tags: Tags = {}): boolean =>
  managedTag === undefined || tags[managedTag.key] === managedTag.value;

/**
 * Returns whether this deployment manages a channel: by its tags if the caller has them, else by
 * the record `channel/<id>`, `managed`, else by GetChannel. It reads nothing if the deployment
 * manages all channels. A channel that IVS does not show counts as managed, because the next call
 * on it meets the missing channel by itself.
 * @throws IvsRefusal when GetChannel is refused
 */
export async function isManaged(
  { config, store, clock, ivs }: Pick<App, 'config' | 'store' | 'clock' | 'ivs'>,
  channelArn: string,
  tags?: Tags,
): Promise<boolean> {
  const { managedTag } = config;
  if (managedTag === undefined || tags) return isTagged(config, tags);
  const key = recordKey.managed(idOf(channelArn));
  const by = `${managedTag.key}=${managedTag.value}`;
  const row = await store.get(key);
  if (typeof row?.managed === 'boolean' && row.by === by) return row.managed;
  const channel = await getChannel(ivs, channelArn);
  if (channel === 'notFound') return true;
  const managed = isTagged(config, channel.tags);
  await store.put({
    ...key,
    managed,
    by,
    expiresAt: expiryOf(managed ? 'managed' : 'unmanaged', clock.now()),
  });
  return managed;
}

/**
 * Returns those of many channels, by ARN, that IVS shows and that this deployment does not manage.
 * It reads 50 per call.
 * @throws IvsRefusal
 */
export async function unmanagedAmong(
  { config, ivs }: Pick<App, 'config' | 'ivs'>,
  channelArns: readonly string[],
): Promise<ReadonlySet<string>> {
  const unmanaged = new Set<string>();
  const distinct = config.managedTag === undefined ? [] : [...new Set(channelArns)];
  for (let from = 0; from < distinct.length; from += BATCH_GET_MAX) {
    const { items } = await batchGetChannel(ivs, distinct.slice(from, from + BATCH_GET_MAX));
    for (const { arn = '', tags } of items) if (!isTagged(config, tags)) unmanaged.add(arn);
  }
  return unmanaged;
}
