import { GetStreamCommand, ListStreamsCommand, StopStreamCommand, type _Stream as Stream } from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { asWords } from './refusal.ts';

/** Offline is an error, and only that error: 503, 429 and absence from ListStreams are not (ivs-facts 0.8). */
const WORDS = { ChannelNotBroadcasting: 'notLive', ResourceNotFoundException: 'notFound' } as const;

/** The live stream of a channel. Between Session Created and Stream Start there is none yet. */
export async function getStream(ivs: Ivs, channelArn: string): Promise<Stream | 'notLive' | 'notFound'> {
  const output = await asWords(ivs.call('GetStream', new GetStreamCommand({ channelArn })), WORDS);
  return typeof output === 'string' ? output : (output.stream ?? 'notLive');
}

/** Disconnects the encoder. Keeps nobody off: a valid key lets it back in within seconds (ivs-facts 4.3). */
export async function stopStream(ivs: Ivs, channelArn: string): Promise<'stopping' | 'notLive' | 'notFound'> {
  const output = await asWords(ivs.call('StopStream', new StopStreamCommand({ channelArn })), WORDS);
  return typeof output === 'string' ? output : 'stopping';
}

/** The ARNs of all channels that are live: one call per 100 (ivs-facts 4.9). */
export async function liveChannelArns(ivs: Ivs): Promise<Set<string>> {
  const live = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page = await ivs.call('ListStreams', new ListStreamsCommand({ maxResults: 100, ...(nextToken && { nextToken }) }));
    for (const { channelArn } of page.streams ?? []) if (channelArn) live.add(channelArn);
    nextToken = page.nextToken || undefined;
  } while (nextToken);
  return live;
}
