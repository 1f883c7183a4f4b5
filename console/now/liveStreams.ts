import { api, type Answer, type Stream } from '../api/client.ts';
import type { Asked } from '../api/polled.ts';

/** The wall shows this many streams at most. */
const SHOWN_MAX = 500;

/**
 * Reads the live streams. The first page carries the entity tag; the pages after it are read when
 * that page has changed.
 */
export async function liveStreams({
  signal,
  ...tagged
}: Asked): Promise<Answer<{ streams: Stream[] }>> {
  const query = { limit: 100 };
  const first = await api().GET('/v1/streams', { params: { query }, ...tagged, signal });
  if (!first.data) return first;
  const { response, data } = first;
  const streams = [...data.streams];
  for (let cursor = data.nextCursor; cursor !== undefined && streams.length < SHOWN_MAX;) {
    const next = await api().GET('/v1/streams', {
      params: { query: { ...query, cursor } },
      signal,
    });
    if (!next.data) return next;
    streams.push(...next.data.streams);
    cursor = next.data.nextCursor;
  }
  return { response, data: { streams } };
}
