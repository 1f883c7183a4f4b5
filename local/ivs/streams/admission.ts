import { breachDetail } from './limits.ts';
import type { Channel } from '../state/resources.ts';
import {
  isPublishing,
  type Breach,
  type IngestConfiguration,
  type SessionRecord,
} from '../state/session.ts';
import type { Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';

/** An encoder that asks for admission. */
export interface Connection {
  streamKeyValue: string;
  /**
   * The channel that the key must belong to; absent: a key of any channel is accepted, as in real
   * ingest.
   */
  channelArn?: string;
  source: SessionRecord['source'];
  /**
   * The priority of `?priority=N`, which takes over the stream if the channel has one. NaN for a
   * value that is not a number.
   */
  priority?: number | undefined;
  /** The media that the encoder sends, as far as known at admission. */
  ingest?: IngestConfiguration | undefined;
  /**
   * Ends the connection from our side. It is called at most once, and never when the encoder
   * disconnects.
   */
  cut: () => void;
}

/** The decision about an encoder that asks for admission. */
export type Admission =
  | { verdict: 'refused' }
  | { verdict: 'full'; breach: ReturnType<typeof breachDetail> }
  | { verdict: 'takeover'; session: SessionRecord }
  | { verdict: 'admitted'; channel: Channel; streamKeyArn: string };

/** Returns the channel that a stream key belongs to. */
export function channelOfKey(
  state: State,
  streamKeyValue: string,
): { channel: Channel; streamKeyArn: string } | undefined {
  const streamKey = state.streamKeys
    .all()
    .find((record) => record.streamKey.value === streamKeyValue)?.streamKey;
  const channel = streamKey && state.channels.get(streamKey.channelArn)?.channel;
  return channel && { channel, streamKeyArn: streamKey.arn };
}

/**
 * Decides about an encoder. It checks the key, then whether the channel has a publisher, then
 * whether the account may have another stream.
 * @param channelArn the channel that the key must belong to; undefined: any channel
 */
export function admission(
  state: State,
  settings: Settings,
  streamKeyValue: string,
  channelArn: string | undefined,
): Admission {
  const opened = channelOfKey(state, streamKeyValue);
  if (!opened || opened.channel.arn !== (channelArn ?? opened.channel.arn))
    return { verdict: 'refused' };
  const current = state.sessions.of(opened.channel.arn).find(isPublishing);
  if (current) return { verdict: 'takeover', session: current };
  const publishing = state.sessions.all().filter(isPublishing).length;
  if (!settings.quotas || publishing < settings.concurrentStreamsMax)
    return { verdict: 'admitted', ...opened };
  const breach: Breach = {
    limit: 'Concurrent Broadcasts',
    value: settings.concurrentStreamsMax,
    observed: publishing + 1,
    unit: 'active streams',
  };
  return { verdict: 'full', breach: breachDetail(breach) };
}
