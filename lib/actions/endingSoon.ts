import type { Bus } from '../bus.ts';
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
 * Tells our bus and the players of a stream that it will be stopped. Players receive timed metadata
 * in sync with the video: `{"channelkeeper": "streamEndingSoon", "endsAt": "…"}`. A stream that has
 * ended already has no players to tell.
 * @throws IvsRefusal
 */
export async function tellEndingSoon(
  { ivs, bus }: { readonly ivs: Ivs; readonly bus: Bus },
  { channelArn, streamId, endsAt, because }: EndingStream,
): Promise<void> {
  const at = isoTime(endsAt);
  const metadata = JSON.stringify({ channelkeeper: 'streamEndingSoon', endsAt: at });
  await putMetadata(ivs, channelArn, metadata);
  const detail = { channelArn, streamId, endsAt: at, because };
  await bus.publish(['Stream Ending Soon', detail, [channelArn]]);
}
