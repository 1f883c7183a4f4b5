import type { _Stream as Stream, StreamSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { getStream } from '../ivs/streams.ts';
import { isTagged } from '../managed.ts';
import { recordKey } from '../records/keys.ts';
import { outdate } from '../records/readings.ts';
import { known, type Known, type ReadApp, type Source } from './asking.ts';
import { CHANNELS, knownChannel } from './channels.ts';
import { knownStreamList, type KnownStream } from './streamList.ts';

type StreamOrNone = { readonly stream?: Stream };

/** Streams by GetStream. A channel that is offline has a value without a stream. */
const STREAMS: Source<StreamOrNone> = {
  keyOf: recordKey.streamReading,
  async ask({ config, ivs }, channelIds) {
    const found = new Map<string, StreamOrNone>();
    for (const channelId of channelIds) {
      const stream = await getStream(ivs, arnOf(config, 'channel', channelId));
      if (stream !== 'notFound') found.set(channelId, stream === 'notLive' ? {} : { stream });
    }
    return found;
  },
  // The list of live streams, which is younger, tells when an offline channel goes live.
  ageMax: (found) => (found && !found.stream ? 30_000 : 5_000),
};

const shown = ({ channelId: _channel, job: _job, ...stream }: KnownStream): StreamSummary => stream;

/**
 * Returns the live stream of a channel, or why there is none. The list of live streams, which one
 * call serves for all channels, decides that a channel is live. Absence from it decides nothing, so
 * GetStream says that a channel is offline.
 * @throws IvsRefusal
 */
export async function knownStream(
  app: ReadApp,
  channelId: string,
  isFresh = false,
): Promise<Known<Stream | 'notLive'>> {
  if (!isFresh) {
    const { streams, asOf } = await knownStreamList(app, {
      choose: (all) => all.filter((stream) => stream.channelId === channelId),
    });
    const [live] = streams;
    const channel = live && (await knownChannel(app, channelId)).value;
    if (live && channel)
      return { value: { ...shown(live), playbackUrl: channel.playbackUrl }, asOf };
  }
  const found = (await known(app, STREAMS, [channelId], isFresh)).get(channelId);
  return {
    value: found?.value && (found.value.stream ?? 'notLive'),
    asOf: found?.asOf ?? app.clock.now(),
  };
}

/**
 * Notes that the stream of a channel has changed, so that the next read asks IVS. An event that is
 * lost costs seconds: no reading of a stream counts for longer.
 */
export async function outdateStream(
  { store, clock, log }: Pick<App, 'store' | 'clock' | 'log'>,
  channelId: string,
): Promise<void> {
  try {
    await outdate(store, recordKey.streamReading(channelId), clock.now());
    await outdate(store, recordKey.streamListReading(), clock.now());
  } catch (error) {
    log.warn('Reads may show the old state of a stream for some seconds', { channelId, error });
  }
}

/** One page of the live streams, in the order of the ids of their channels. */
export interface StreamPage {
  readonly items: StreamSummary[];
  /** The ARN of the channel after which the next page begins; absent on the last page. */
  readonly next?: string;
  readonly asOf: number;
}

/**
 * Returns a page of the live streams of the channels that this deployment manages.
 * @param after the ARN of the channel after which the page begins
 * @throws IvsRefusal
 */
export async function knownStreams(
  app: ReadApp,
  {
    limit,
    after = '',
    health,
    isFresh,
  }: {
    limit: number;
    after?: string | undefined;
    health?: string | undefined;
    isFresh?: boolean | undefined;
  },
): Promise<StreamPage> {
  const isAfter = ({ channelArn = '', health: its }: KnownStream): boolean =>
    channelArn > after && (health === undefined || its === health);
  const { streams, asOf } = await knownStreamList(app, {
    isFresh,
    // One more tells whether another page follows.
    choose: (all) => all.filter(isAfter).slice(0, limit + 1),
  });
  const page = streams.slice(0, limit);
  const managed = await managedAmong(app, page);
  return {
    items: page.filter((stream) => managed(stream)).map(shown),
    asOf,
    ...(streams.length > limit && { next: page.at(-1)?.channelArn ?? '' }),
  };
}

/** Returns whether this deployment manages the channel of a stream, for the streams of a page. */
async function managedAmong(
  app: ReadApp,
  streams: readonly KnownStream[],
): Promise<(stream: KnownStream) => boolean> {
  if (app.config.managedTag === undefined) return () => true;
  const ids = streams.map(({ channelId }) => channelId);
  const channels = await known(app, CHANNELS, ids);
  return ({ channelId }) => {
    const channel = channels.get(channelId)?.value;
    return channel === undefined || isTagged(app.config, channel.tags);
  };
}
