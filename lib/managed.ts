import type { App } from './app.ts';
import { idOf } from './arns.ts';
import type { Config } from './config.ts';
import { BATCH_GET_MAX } from './ivs/batches.ts';
import { batchGetChannel, getChannel } from './ivs/channels.ts';
import { expiryOf, recordKey } from './records/keys.ts';

// A deployment manages all channels of its account and region, or only those with its tag; then
// another deployment may manage the others.

type Tags = Readonly<Record<string, string>>;

/** Whether a channel with these tags is managed by this deployment. */
export const isTagged = ({ managedTag }: Pick<Config, 'managedTag'>, tags: Tags = {}): boolean =>
  managedTag === undefined || tags[managedTag.key] === managedTag.value;

/**
 * Whether a channel is managed by this deployment: by its tags where the caller has them, else by
 * the row `channel/<id>`, `managed`, else by GetChannel. Reads nothing where all channels are. A
 * channel that IVS does not show counts as managed: whatever is done to it then finds out by
 * itself.
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
 * Those of many channels, by ARN, that IVS shows and that this deployment does not manage; 50 a
 * call.
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
