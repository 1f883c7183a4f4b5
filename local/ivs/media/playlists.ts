import { dateAt } from '../../clock.ts';
import type { Window } from './source.ts';
import type { Rendition } from './renditions.ts';

// HTTP Live Streaming (RFC 8216), as IVS writes it.

/** The version of playlists with initializations (RFC 8216, 7). */
export const MAP_VERSION = 6;

/**
 * Returns the multivariant playlist of these renditions.
 * @param urlOf returns the URL of the media playlist of a rendition
 */
export function multivariantPlaylist(
  renditions: readonly Rendition[],
  urlOf: (name: string) => string,
): string {
  const variants = renditions.flatMap(({ name, width, height, framerate, bandwidth, codecs }) => [
    `#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="${name}",NAME="${name}",AUTOSELECT=YES,DEFAULT=YES`,
    `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},RESOLUTION=${width}x${height},` +
      `CODECS="${codecs.join(',')}",VIDEO="${name}",FRAME-RATE=${framerate.toFixed(3)}`,
    urlOf(name),
  ]);
  return ['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-INDEPENDENT-SEGMENTS', ...variants, ''].join('\n');
}

/** Stands for the folder of the segments in a text that many viewers share. */
const FOLDER = '\0';

/**
 * The media playlists of viewers. Those of one stream differ only in the folder of their segments,
 * so that each window is written once.
 */
export class MediaPlaylists {
  readonly #written = new WeakMap<Window, { isLowLatency: boolean; parts: string[] }>();

  /**
   * Returns the playlist of a viewer.
   * @param folder the URL of the folder of the viewer's segments
   * @param isLowLatency whether players may ask for the segment that is growing
   */
  of(window: Window, folder: string, extension: string, isLowLatency: boolean): string {
    let written = this.#written.get(window);
    if (written?.isLowLatency !== isLowLatency) {
      const urls = {
        segment: (number: number) => `${FOLDER}/${number}.${extension}`,
        map: (number: number) => `${FOLDER}/init-${number}.${extension}`,
      };
      written = { isLowLatency, parts: mediaPlaylist(window, urls, isLowLatency).split(FOLDER) };
      this.#written.set(window, written);
    }
    return written.parts.join(folder);
  }
}

/**
 * Returns the media playlist with the latest segments of a stream.
 * @param urls return the URL of a segment and of an initialization, by their numbers
 * @param isLowLatency whether players may ask for the segment that is growing
 */
function mediaPlaylist(
  { segments, next, isOver }: Window,
  urls: { segment: (number: number) => string; map: (number: number) => string },
  isLowLatency: boolean,
): string {
  const longestMs = Math.max(2_000, ...segments.map(({ durationMs }) => durationMs));
  return [
    '#EXTM3U',
    `#EXT-X-VERSION:${segments.some(({ map }) => map !== undefined) ? MAP_VERSION : 3}`,
    `#EXT-X-TARGETDURATION:${Math.round(longestMs / 1_000)}`,
    `#EXT-X-MEDIA-SEQUENCE:${segments[0]?.number ?? next ?? 0}`,
    ...segments.flatMap(({ number, durationMs, startsAtMs, isDiscontinuous, map }, n) => [
      ...(isDiscontinuous ? ['#EXT-X-DISCONTINUITY'] : []),
      ...(map !== undefined && map !== segments[n - 1]?.map
        ? [`#EXT-X-MAP:URI="${urls.map(map)}"`]
        : []),
      `#EXT-X-PROGRAM-DATE-TIME:${dateAt(startsAtMs).toISOString()}`,
      `#EXTINF:${(durationMs / 1_000).toFixed(3)},live`,
      urls.segment(number),
    ]),
    ...(isLowLatency && !isOver && next !== undefined
      ? [`#EXT-X-PREFETCH:${urls.segment(next)}`]
      : []),
    ...(isOver ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n');
}
