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

/** An encoder at the door. */
export interface Connection {
  streamKeyValue: string;
  /**
   * Refused unless the key belongs to this channel; absent: any channel's key will do, as in real
   * ingest.
   */
  channelArn?: string;
  source: SessionRecord['source'];
  /** Of `?priority=N`: takes the stream over if the channel has one. NaN for what is no number. */
  priority?: number | undefined;
  /** The media that it sends, as far as they are known at the door. */
  ingest?: IngestConfiguration | undefined;
  /**
   * Ends the connection from our side; called at most once, never for a disconnect by the encoder.
   */
  cut: () => void;
}

/** The decision of ingest about an encoder at the door. */
export type Admission =
  | { verdict: 'refused' }
  | { verdict: 'full'; breach: ReturnType<typeof breachDetail> }
  | { verdict: 'takeover'; session: SessionRecord }
  | { verdict: 'admitted'; channel: Channel; streamKeyArn: string };

/** The channel that a stream key opens. */
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
 * Looks at the key, then whether the channel has a publisher, then whether the account may have one
 * more stream.
 * @param channelArn whose key it has to be, if that matters
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
