import type { Channel } from '../state/resources.ts';

/** One quality of a stream, under the name that IVS gives it. */
interface Rendition {
  name: string;
  width: number;
  height: number;
  bandwidth: number;
}

/**
 * The renditions that IVS makes from a full HD source. The synthetic segments are the same for all
 * of them. Bandwidth is in bits per second.
 */
const LADDER: readonly Rendition[] = [
  { name: '1080p60', width: 1_920, height: 1_080, bandwidth: 8_534_030 },
  { name: '720p60', width: 1_280, height: 720, bandwidth: 3_422_999 },
  { name: '480p30', width: 852, height: 480, bandwidth: 1_427_999 },
  { name: '360p30', width: 640, height: 360, bandwidth: 630_000 },
  { name: '160p30', width: 284, height: 160, bandwidth: 230_000 },
];

const LINES_MAX = { SD: 480, HD: 720, FULL_HD: 1_080 } as const;

export const SEGMENT_MS = 2_000;
/** The number of segments that a playlist lists, and the number that exist at Stream Start. */
const WINDOW = 5;
const READY_AT_START = 3;

/**
 * Returns the renditions of a channel. A BASIC channel passes its source through; the other types
 * are transcoded.
 */
export function renditionsOf(
  { type }: Channel,
  maximumResolution: keyof typeof LINES_MAX,
): Rendition[] {
  const allowed = LADDER.filter(({ height }) => height <= LINES_MAX[maximumResolution]);
  return type === 'BASIC' ? allowed.slice(0, 1) : allowed;
}

/**
 * Returns the multivariant playlist of these renditions.
 * @param urlOf returns the URL of the media playlist of a rendition
 */
export function multivariantPlaylist(
  renditions: Rendition[],
  urlOf: (name: string) => string,
): string {
  const variants = renditions.flatMap(({ name, width, height, bandwidth }) => [
    `#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="${name}",NAME="${name}",AUTOSELECT=YES,DEFAULT=YES`,
    `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},RESOLUTION=${width}x${height},CODECS="avc1.42C01E",VIDEO="${name}"`,
    urlOf(name),
  ]);
  return ['#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-INDEPENDENT-SEGMENTS', ...variants, ''].join('\n');
}

/**
 * Returns the media playlist with the latest segments of a live stream.
 * @param sinceStartMs milliseconds since Stream Start
 * @param urlOf returns the URL of a segment, by its number
 */
export function mediaPlaylist(sinceStartMs: number, urlOf: (segment: number) => string): string {
  const count = Math.floor(sinceStartMs / SEGMENT_MS) + READY_AT_START;
  const first = Math.max(0, count - WINDOW);
  const segments = Array.from({ length: count - first }, (_, index) => [
    `#EXTINF:${(SEGMENT_MS / 1_000).toFixed(3)},live`,
    urlOf(first + index),
  ]);
  const head = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${SEGMENT_MS / 1_000}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
  ];
  return [...head, ...segments.flat(), ''].join('\n');
}
