import type { ChannelSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { idOf } from '../arns.ts';
import { isTagged } from '../managed.ts';
import { channelIdOfReading, recordKey } from '../records/keys.ts';
import { CHANNEL_LIST, listChannelAt, outdate, readingRecordOf } from '../records/readings.ts';
import { known, type ReadApp } from './asking.ts';
import { CHANNELS, type KnownChannel } from './channels.ts';
import { listCompleteSince } from './refreshState.ts';

/** The list is served from what is known if it was complete within this time, in ms. */
const COMPLETE_WITHIN_MS = 3 * 3_600_000;

/** One page of the channels that are known, in the order of their ids. */
export interface KnownPage {
  readonly items: ChannelSummary[];
  /** The id after which the next page begins; absent on the last page. */
  readonly next?: string;
  /** The time to which the page is true at least, in ms since the epoch. */
  readonly asOf: number;
}

/** Returns a channel as ListChannels describes it (IVS API reference, ChannelSummary). */
export const summaryOf = ({
  ingestEndpoint: _ingest,
  playbackUrl: _playback,
  srt: _srt,
  multitrackInputConfiguration: _multitrack,
  containerFormat: _container,
  ...summary
}: KnownChannel): ChannelSummary => summary;

/**
 * Returns a page of the channels. The index may lag by a moment behind a channel that was just
 * created; what it lists is read consistently.
 * @param after the id after which the page begins; absent: the first page
 * @returns undefined instead of a first page when too little is known, so that IVS must be asked
 * @throws IvsRefusal when IVS must be asked for some of the channels and refuses
 */
export async function knownChannels(
  app: ReadApp,
  { limit, after, isFresh }: { limit: number; after?: string; isFresh?: boolean },
): Promise<KnownPage | undefined> {
  const { store, clock, config } = app;
  const completeSince = await listCompleteSince(store);
  if (after === undefined && clock.now() - completeSince > COMPLETE_WITHIN_MS) return undefined;
  const keys = await store.keys({
    index: 'jobs',
    partition: CHANNEL_LIST,
    // One more tells whether another page follows.
    limit: limit + 1,
    order: 'ascending',
    ...(after !== undefined && { above: after }),
  });
  const ids = keys.slice(0, limit).map(channelIdOfReading);
  const all = await known(app, CHANNELS, ids, isFresh);
  const items = ids.flatMap((id) => {
    const channel = all.get(id)?.value;
    return channel && isTagged(config, channel.tags) ? [summaryOf(channel)] : [];
  });
  const next = keys.length > limit ? ids.at(-1) : undefined;
  return {
    items,
    ...(next !== undefined && { next }),
    asOf: Math.min(completeSince, ...[...all.values()].map(({ asOf }) => asOf)),
  };
}

/** Returns whether two descriptions of a channel agree in all members of the first. */
function agrees(summary: ChannelSummary, channel: KnownChannel): boolean {
  const full: Record<string, unknown> = { ...channel };
  return Object.entries(summary).every(
    ([name, value]) => JSON.stringify(value ?? '') === JSON.stringify(full[name] ?? ''),
  );
}

/**
 * Learns from a page of ListChannels: unknown channels are listed, and readings of channels that
 * look different now are out of date. The page itself is not kept, because it does not have all
 * members of a channel. Returns how many channels were new or different.
 */
export async function learnFrom(
  { store, clock }: Pick<App, 'store' | 'clock'>,
  channels: readonly ChannelSummary[],
): Promise<number> {
  const named = channels.flatMap(({ arn, ...rest }) =>
    arn === undefined
      ? []
      : [{ key: recordKey.channelReading(idOf(arn)), channel: { arn, ...rest } }],
  );
  const items = await store.getMany(named.map(({ key }) => key));
  const changes = named.flatMap(({ key, channel }, n) => {
    const value = readingRecordOf(items[n]).reading?.value;
    if (items[n]?.listPk === undefined) return [listChannelAt(store, key, clock.now())];
    return value === undefined || agrees(channel, JSON.parse(value) as KnownChannel)
      ? []
      : [outdate(store, key, clock.now())];
  });
  await Promise.all(changes);
  return changes.length;
}
