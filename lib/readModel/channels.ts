import type { Channel } from '@aws-sdk/client-ivs';
import { arnOf, idOf } from '../arns.ts';
import { batchGetChannel, getChannel } from '../ivs/channels.ts';
import { recordKey } from '../records/keys.ts';
import { claimed, keepAnswer, known, type Known, type ReadApp, type Source } from './asking.ts';

/**
 * A channel as it is kept: without the passphrase of its SRT ingest, which is as sensitive as a
 * stream key.
 */
export type KnownChannel = Omit<Channel, 'srt'> & {
  srt?: { endpoint?: string | undefined } | undefined;
};

/** Returns a channel as it is kept. */
export const withoutSecrets = ({ srt, ...channel }: Channel): KnownChannel => ({
  ...channel,
  ...(srt && { srt: { endpoint: srt.endpoint } }),
});

const HOUR_MS = 3_600_000;

/** Channels by GetChannel or, several at once, by BatchGetChannel. */
export const CHANNELS: Source<KnownChannel> = {
  keyOf: recordKey.channelReading,
  async ask({ config, ivs }, channelIds) {
    const arns = channelIds.map((channelId) => arnOf(config, 'channel', channelId));
    const { items } = arns.length > 1 ? await batchGetChannel(ivs, arns) : { items: [] };
    const found = new Map(items.map((channel) => [channel.arn ?? '', channel]));
    // The code of an error in a batch is not documented, so GetChannel says what is missing.
    for (const arn of arns.filter((arn) => !found.has(arn))) {
      const channel = await getChannel(ivs, arn);
      if (channel !== 'notFound') found.set(arn, channel);
    }
    return new Map([...found].map(([arn, channel]) => [idOf(arn), withoutSecrets(channel)]));
  },
  // The background refresh is faster; it reads 100,000 channels in 134 minutes.
  ageMax: (channel) => (channel ? 3 * HOUR_MS : 5_000),
};

/** Returns a channel; its `value` is undefined if there is none. */
export async function knownChannel(
  app: ReadApp,
  channelId: string,
  isFresh = false,
): Promise<Known<KnownChannel>> {
  const found = await known(app, CHANNELS, [channelId], isFresh);
  return found.get(channelId) ?? { value: undefined, asOf: app.clock.now() };
}

/** A channel that was just read from IVS, and a function that keeps the reading. */
export interface ReadBack {
  readonly channel: KnownChannel;
  /** Call it once the reading is known to show the change of the job that has ended. */
  readonly keep: () => Promise<void>;
}

/**
 * Reads a channel from IVS, for the caller who has just changed it.
 * @throws IvsRefusal
 */
export async function readBackChannel(
  app: ReadApp,
  channelId: string,
): Promise<ReadBack | 'notFound'> {
  const claim = await claimed(app, CHANNELS, channelId);
  const asOf = app.clock.now();
  const answer = await getChannel(app.ivs, arnOf(app.config, 'channel', channelId));
  if (answer === 'notFound') return answer;
  const channel = withoutSecrets(answer);
  return {
    channel,
    keep: async () => {
      if (claim) await keepAnswer(app, claim, channel, asOf, true);
    },
  };
}
