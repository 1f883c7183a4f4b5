import type { SentEvent } from '../bus.ts';
import { isoTime } from '../clock.ts';
import type { Ivs } from '../ivs/client.ts';
import { putMetadata } from '../ivs/streams.ts';

/** A live stream that will be stopped. */
export interface EndingStream {
  readonly channelArn: string;
  readonly streamId: string;
  /** Ms since the epoch. */
  readonly endsAt: number;
  /** The policy that ends it, or who asked for it. */
  readonly because: string;
}

/**
 * Tells the players of a stream that it will be stopped. They receive timed metadata in sync with
 * the video: `{"channelkeeper": "streamEndingSoon", "endsAt": "…"}`. A stream that has ended has no
 * players to tell.
 * @throws IvsRefusal
 */
export async function tellPlayers(
  ivs: Ivs,
  { channelArn, endsAt }: Pick<EndingStream, 'channelArn' | 'endsAt'>,
): Promise<void> {
  const metadata = { channelkeeper: 'streamEndingSoon', endsAt: isoTime(endsAt) };
  await putMetadata(ivs, channelArn, JSON.stringify(metadata));
}

/** Returns the event that tells readers of our bus the same. */
export const endingSoon = ({ channelArn, streamId, endsAt, because }: EndingStream): SentEvent => [
  'Stream Ending Soon',
  { channelArn, streamId, endsAt: isoTime(endsAt), because },
  [channelArn],
];
