import { dateAt, millisecondsAt } from '../../clock.ts';
import { MAP_VERSION } from '../media/playlists.ts';

// The media playlists of a recording (RFC 8216). One lists the files, the other the parts of each
// file, which begin at key frames; IVS calls it the byte-range playlist.

/** A part of a file that players can begin with: a segment of the live stream. */
interface Part {
  readonly durationMs: number;
  readonly bytes: number;
}

/** A media file of a recording. */
export interface RecordedFile {
  readonly name: string;
  /** The time at which it starts, in ms since the epoch. */
  readonly startsAtMs: number;
  /** Whether it does not continue the file before it. */
  readonly isDiscontinuous: boolean;
  readonly parts: readonly Part[];
  /** The name of the initialization that it needs, if it needs one. */
  readonly map?: string | undefined;
}

export const durationOf = ({ parts }: Pick<RecordedFile, 'parts'>): number =>
  parts.reduce((sum, { durationMs }) => sum + durationMs, 0);

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

/**
 * Returns both playlists.
 * @param isOver whether nothing will be added
 */
export function recordingPlaylists(
  files: readonly RecordedFile[],
  isOver: boolean,
): { standard: string; byteRange: string } {
  const hasMaps = files.some(({ map }) => map !== undefined);
  const longestMs = (all: readonly number[]): number => Math.max(1_000, ...all);
  const playlist = (version: number, targetMs: number, lines: readonly string[]): string =>
    [
      '#EXTM3U',
      `#EXT-X-VERSION:${hasMaps ? MAP_VERSION : version}`,
      `#EXT-X-TARGETDURATION:${Math.ceil(targetMs / 1_000)}`,
      '#EXT-X-MEDIA-SEQUENCE:0',
      `#EXT-X-PLAYLIST-TYPE:${isOver ? 'VOD' : 'EVENT'}`,
      ...lines,
      ...(isOver ? ['#EXT-X-ENDLIST'] : []),
      '',
    ].join('\n');
  return {
    standard: playlist(
      3,
      longestMs(files.map(durationOf)),
      files.flatMap((file, n) => [
        ...beginning(file, files[n - 1]),
        `#EXTINF:${seconds(durationOf(file))},`,
        file.name,
      ]),
    ),
    byteRange: playlist(
      4,
      longestMs(files.flatMap(({ parts }) => parts.map(({ durationMs }) => durationMs))),
      files.flatMap((file, n) => [...beginning(file, files[n - 1]), ...partLines(file)]),
    ),
  };
}

const beginning = (
  { isDiscontinuous, startsAtMs, map }: RecordedFile,
  before: RecordedFile | undefined,
): string[] => [
  ...(isDiscontinuous ? ['#EXT-X-DISCONTINUITY'] : []),
  ...(map !== undefined && map !== before?.map ? [`#EXT-X-MAP:URI="${map}"`] : []),
  `#EXT-X-PROGRAM-DATE-TIME:${dateAt(startsAtMs).toISOString()}`,
];

function partLines({ name, parts }: RecordedFile): string[] {
  let from = 0;
  return parts.flatMap(({ durationMs, bytes }) => {
    const lines = [`#EXTINF:${seconds(durationMs)},`, `#EXT-X-BYTERANGE:${bytes}@${from}`, name];
    from += bytes;
    return lines;
  });
}

/** Reads the files of a recording from its byte-range playlist, to go on after a restart. */
export function readByteRangePlaylist(text: string): RecordedFile[] {
  const files: (RecordedFile & { parts: Part[] })[] = [];
  let next = { startsAtMs: 0, isDiscontinuous: false };
  let map: string | undefined;
  let part = { durationMs: 0, bytes: 0 };
  for (const line of text.split('\n')) {
    const [, tag = '', value = ''] = /^#(EXT[A-Z-]*)(?::(.*))?$/.exec(line) ?? [];
    if (tag === 'EXT-X-DISCONTINUITY') next = { ...next, isDiscontinuous: true };
    if (tag === 'EXT-X-MAP') map = /^URI="(.*)"$/.exec(value)?.[1];
    if (tag === 'EXT-X-PROGRAM-DATE-TIME') next = { ...next, startsAtMs: millisecondsAt(value) };
    if (tag === 'EXTINF')
      part = { ...part, durationMs: Math.round(Number.parseFloat(value) * 1_000) };
    if (tag === 'EXT-X-BYTERANGE') part = { ...part, bytes: Number.parseInt(value, 10) };
    if (line === '' || line.startsWith('#')) continue;
    if (files.at(-1)?.name !== line) files.push({ name: line, ...next, map, parts: [] });
    files.at(-1)?.parts.push(part);
    next = { startsAtMs: 0, isDiscontinuous: false };
  }
  return files;
}
