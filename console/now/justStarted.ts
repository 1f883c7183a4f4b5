import { api, type Answer, type ChannelSummary, type Stream } from '../api/client.ts';
import type { Asked } from '../api/polled.ts';
import { isoTime, now } from '../clock.ts';
import { idIn, noteName } from '../parts/names.tsx';
import { JUST_MS } from './pace.ts';

/**
 * Asks which channels have just gone live, by the events of IVS. The list of live streams, which is
 * a call of IVS, may be ten seconds old, and may lag behind the event when it is new.
 */
export async function justStarted(asked: Asked): Promise<Answer<{ channels: ChannelSummary[] }>> {
  const query = { is: 'live', since: isoTime(now() - JUST_MS), limit: 100 } as const;
  const answer = await api().GET('/v1/channels', { ...asked, params: { query } });
  for (const { arn, name } of answer.data?.channels ?? []) noteName(idIn(arn), name);
  return answer;
}

/** Returns the live streams with those that have just started and are not listed yet. */
export function withStarted(
  streams: readonly Stream[],
  started: readonly ChannelSummary[],
): Stream[] {
  const listed = new Set(streams.map(({ channelArn }) => channelArn));
  const others = started.flatMap(({ arn: channelArn }) =>
    channelArn === undefined || listed.has(channelArn) ? [] : [{ channelArn }],
  );
  return [...streams, ...others];
}
