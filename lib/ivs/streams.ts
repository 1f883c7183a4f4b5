import {
  GetStreamCommand,
  InsertAdBreakCommand,
  ListStreamsCommand,
  PutMetadataCommand,
  StopStreamCommand,
  type _Stream as Stream,
  type StreamHealth,
  type StreamSummary,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { itemsOf, pageOf, type Page, type PageRequest } from './pages.ts';
import { asWord } from './refusal.ts';

/**
 * Only this error means that a channel is offline: 503, 429 and absence from ListStreams do not
 * (IVS API reference, GetStream).
 */
const orNotLive = asWord({
  ChannelNotBroadcasting: 'notLive',
  ResourceNotFoundException: 'notFound',
});

/**
 * Returns the live stream of a channel. Between Session Created and Stream Start there is none yet.
 */
export async function getStream(
  ivs: Ivs,
  channelArn: string,
): Promise<Stream | 'notLive' | 'notFound'> {
  const output = await ivs.call('GetStream', new GetStreamCommand({ channelArn })).catch(orNotLive);
  return typeof output === 'string' ? output : (output.stream ?? 'notLive');
}

/**
 * Disconnects the encoder. It does not keep the encoder out: a valid key lets it back in within
 * seconds (IVS API reference, StopStream).
 */
export async function stopStream(
  ivs: Ivs,
  channelArn: string,
): Promise<'stopping' | 'notLive' | 'notFound'> {
  const output = await ivs
    .call('StopStream', new StopStreamCommand({ channelArn }))
    .catch(orNotLive);
  return typeof output === 'string' ? output : 'stopping';
}

/**
 * Inserts metadata into the live stream, in sync with the video. Every call inserts it once more.
 */
export async function putMetadata(
  ivs: Ivs,
  channelArn: string,
  metadata: string,
): Promise<'put' | 'notLive' | 'notFound'> {
  return ivs
    .call('PutMetadata', new PutMetadataCommand({ channelArn, metadata }))
    .then(() => 'put' as const)
    .catch(orNotLive);
}

/**
 * Inserts an ad break into the live stream and returns the id of the break. Every call requests
 * another break.
 */
export async function insertAdBreak(
  ivs: Ivs,
  channelArn: string,
  durationSeconds: number,
): Promise<{ adBreakId: string } | 'notLive' | 'notFound'> {
  const output = await ivs
    .call('InsertAdBreak', new InsertAdBreakCommand({ channelArn, durationSeconds }))
    .catch(orNotLive);
  if (typeof output === 'string') return output;
  if (!output.adBreakId) throw new Error('InsertAdBreak answered without an id.');
  return { adBreakId: output.adBreakId };
}

/**
 * Returns one page of the live streams, of one state of health or of any. Absence from the list
 * does not mean offline.
 */
export async function listStreams(
  ivs: Ivs,
  { health, ...page }: PageRequest & { health?: StreamHealth },
): Promise<Page<StreamSummary>> {
  const { streams, nextToken } = await ivs.call(
    'ListStreams',
    new ListStreamsCommand({ ...page, ...(health && { filterBy: { health } }) }),
  );
  return pageOf(streams, nextToken);
}

/** Makes the call for a page of live streams, perhaps several times. */
export type Repeated = (
  call: () => Promise<Page<StreamSummary>>,
  isFirst: boolean,
) => Promise<Page<StreamSummary>>;

/**
 * Returns all live streams, by the ARNs of their channels: one call per 100 (IVS API reference,
 * ListStreams). Absence from the list does not mean offline.
 * @param repeated may repeat the call for a page: 600 streams take more calls than IVS allows in a
 * second
 */
export async function liveStreams(
  ivs: Ivs,
  repeated: Repeated = (call) => call(),
): Promise<Map<string, StreamSummary>> {
  const live = new Map<string, StreamSummary>();
  const read = (page: PageRequest): Promise<Page<StreamSummary>> =>
    repeated(() => listStreams(ivs, page), page.nextToken === undefined);
  for await (const stream of itemsOf(read))
    if (stream.channelArn) live.set(stream.channelArn, stream);
  return live;
}
