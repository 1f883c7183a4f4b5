import type { Content, Picture } from './source.ts';
import type { Channel } from '../state/resources.ts';
import type { SessionRecord } from '../state/session.ts';

/** One quality of a stream, under the name that IVS gives it. */
export interface Rendition extends Picture {
  readonly name: string;
}

/**
 * The qualities below full HD that IVS makes from a source. Here they are other names of the
 * source, for players that let a person choose.
 */
const LADDER = [
  { name: '1080p60', width: 1_920, height: 1_080 },
  { name: '720p60', width: 1_280, height: 720 },
  { name: '480p30', width: 852, height: 480 },
  { name: '360p30', width: 640, height: 360 },
  { name: '160p30', width: 284, height: 160 },
] as const;

const LINES_MAX = { SD: 480, HD: 720, FULL_HD: 1_080 } as const;
export type MaximumResolution = keyof typeof LINES_MAX;

/**
 * Returns the renditions of a stream, the source first. A BASIC channel passes its source through;
 * the other types are transcoded, so they offer the names below their source.
 */
export function renditionsOf(
  { type }: Channel,
  source: Picture,
  maximumResolution: MaximumResolution,
): Rendition[] {
  const linesMax = LINES_MAX[maximumResolution];
  const lower = LADDER.filter(({ height }) => height < source.height && height <= linesMax).map(
    (alias): Rendition => ({ ...source, ...alias }),
  );
  const own = sourceRendition(source);
  const isAllowed = source.height <= linesMax;
  if (type === 'BASIC') return isAllowed ? [own] : lower.slice(0, 1);
  return isAllowed ? [own, ...lower] : lower;
}

/** Returns the source as a rendition, under the name that IVS gives it, such as `720p30`. */
export const sourceRendition = (source: Picture): Rendition => ({
  ...source,
  name: `${source.height}p${Math.round(source.framerate)}`,
});

/**
 * Returns the picture that playlists and recordings describe. A simulated encoder may claim to send
 * a larger picture than it does.
 */
export function describedPicture(
  content: Pick<Content, 'picture'>,
  { source, ingest }: Pick<SessionRecord, 'source' | 'ingest'>,
): Picture | undefined {
  const picture = content.picture();
  if (source === 'rtmp' || !picture) return picture;
  const { videoWidth, videoHeight, targetFramerate, targetBitrate } = ingest?.video ?? {};
  return {
    ...picture,
    width: videoWidth ?? picture.width,
    height: videoHeight ?? picture.height,
    framerate: targetFramerate ?? picture.framerate,
    bandwidth: targetBitrate ?? picture.bandwidth,
  };
}
