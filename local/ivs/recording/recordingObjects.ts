import type { WholeSegment } from '../media/source.ts';
import { FORMATS } from '../media/container.ts';
import { multivariantPlaylist } from '../media/playlists.ts';
import type { Rendition } from '../media/renditions.ts';
import type { RecordingDescription } from '../state/recordingRecord.ts';
import type { ObjectPlace, Storage } from '../storage/storage.ts';
import { PATHS } from './description.ts';
import type { JpegMaker } from './jpeg.ts';
import {
  durationOf,
  readByteRangePlaylist,
  recordingPlaylists,
  type RecordedFile,
} from './playlists.ts';

const PLAYLIST = 'application/vnd.apple.mpegurl';

export type Description = RecordingDescription & { readonly channelArn: string };

/** The place in the storage to which a recording is written. */
export interface Destination {
  readonly storage: Storage;
  /** The bucket, and the prefix of all keys. */
  readonly place: Pick<ObjectPlace, 'region' | 'bucket'> & { readonly prefix: string };
  readonly jpegs: JpegMaker;
}

/**
 * The objects of one recording in the storage: media files, playlists, thumbnails and descriptions,
 * in IVS's layout. Each method writes at once and throws a StorageError; the caller sees to the
 * order.
 */
export class RecordingObjects {
  readonly #destination: Destination;
  /** The recording as it was described at its start; undefined before. */
  description: Description | undefined;
  #files: RecordedFile[] = [];
  /** The initialization of the last file. */
  #map: Buffer | undefined;
  #bitsPerSecond = 0;

  constructor(destination: Destination) {
    this.#destination = destination;
  }

  /** The duration of the media that is written, in ms. */
  get durationMs(): number {
    return this.#files.reduce((sum, file) => sum + durationOf(file), 0);
  }

  /** The end of the last file, in ms since the epoch; undefined: there is none. */
  get untilMs(): number | undefined {
    const last = this.#files.at(-1);
    return last && last.startsAtMs + durationOf(last);
  }

  /** Reads what an earlier process has written. */
  async read({ name, bandwidth }: Rendition): Promise<void> {
    const text = await this.#get(`${PATHS.hls}/${name}/${PATHS.byteRangePlaylist}`);
    // A recording that was cut off within its first seconds has no file yet.
    this.#files = readByteRangePlaylist(text?.toString() ?? '');
    this.#bitsPerSecond = bandwidth;
  }

  /** Writes a file, and the playlists and thumbnails with it. */
  async write(segments: readonly [WholeSegment, ...WholeSegment[]]): Promise<void> {
    const [{ startsAtMs, isDiscontinuous, initialization }] = segments;
    const { rendition } = this.description ?? {};
    const beforeMs = this.durationMs;
    const { extension, type } = FORMATS[initialization ? 'FRAGMENTED_MP4' : 'TS'];
    const file: RecordedFile = {
      name: `${this.#files.length}.${extension}`,
      map: await this.#mapOf(initialization),
      startsAtMs,
      isDiscontinuous: isDiscontinuous && this.#files.length > 0,
      parts: segments.map(({ durationMs, bytes }) => ({ durationMs, bytes: bytes.length })),
    };
    this.#files.push(file);
    const rates = segments.map(({ bytes, durationMs }) => (bytes.length * 8_000) / durationMs);
    this.#bitsPerSecond = Math.ceil(Math.max(this.#bitsPerSecond, ...rates));
    if (rendition) {
      const body = Buffer.concat(segments.map(({ bytes }) => bytes));
      await this.#put(`${PATHS.hls}/${rendition.name}/${file.name}`, body, type);
      await this.index(false);
    }
    await this.#picture(segments, beforeMs);
  }

  /** Returns the name of an initialization, which is written unless the last file had the same. */
  async #mapOf(initialization: Buffer | undefined): Promise<string | undefined> {
    const { rendition } = this.description ?? {};
    if (!initialization || !rendition) return undefined;
    const last = this.#files.at(-1)?.map;
    if (last !== undefined && this.#map?.equals(initialization) === true) return last;
    this.#map = initialization;
    const name = `init-${this.#files.length}.${FORMATS.FRAGMENTED_MP4.extension}`;
    const { type } = FORMATS.FRAGMENTED_MP4;
    await this.#put(`${PATHS.hls}/${rendition.name}/${name}`, initialization, type);
    return name;
  }

  /** Writes the playlists. Those of a recording that is over say so. */
  async index(isOver: boolean): Promise<void> {
    if (this.#files.length === 0) return;
    const { rendition } = this.description ?? {};
    if (!rendition) return;
    const { standard, byteRange } = recordingPlaylists(this.#files, isOver);
    const folder = `${PATHS.hls}/${rendition.name}`;
    await this.#put(`${folder}/${PATHS.playlist}`, standard, PLAYLIST);
    await this.#put(`${folder}/${PATHS.byteRangePlaylist}`, byteRange, PLAYLIST);
    if (!isOver && this.#files.length > 1) return;
    const found = { ...rendition, bandwidth: this.#bitsPerSecond };
    for (const [name, playlist] of [
      [PATHS.multivariant, PATHS.playlist],
      [PATHS.byteRangeMultivariant, PATHS.byteRangePlaylist],
    ] as const)
      await this.#put(`${PATHS.hls}/${name}`, multivariant(found, playlist), PLAYLIST);
  }

  /** Writes the thumbnails that are due, each of the segment that runs at its time. */
  async #picture(segments: readonly WholeSegment[], fromMs: number): Promise<void> {
    const { thumbnails } = this.description ?? {};
    if (!thumbnails) return;
    let atMs = fromMs;
    for (const { bytes, durationMs, initialization = Buffer.alloc(0) } of segments) {
      const number = Math.ceil(atMs / thumbnails.intervalMs);
      atMs += durationMs;
      if (number * thumbnails.intervalMs >= atMs) continue;
      const jpeg = await this.#jpegOf(Buffer.concat([initialization, bytes]), thumbnails);
      if (!jpeg) continue;
      if (thumbnails.isSequential)
        await this.#put(`${PATHS.thumbnails}/thumb${number}.jpg`, jpeg, 'image/jpeg');
      if (thumbnails.isLatest) await this.#put(PATHS.latestThumbnail, jpeg, 'image/jpeg');
    }
  }

  /** Returns a picture; a segment without one costs the recording no more than its thumbnail. */
  async #jpegOf(
    bytes: Buffer,
    size: { width: number; height: number },
  ): Promise<Buffer | undefined> {
    try {
      return await this.#destination.jpegs.first(bytes, size);
    } catch (error) {
      process.stderr.write(`ivs-local: a thumbnail is left out: ${String(error)}\n`);
      return undefined;
    }
  }

  /** Writes one of the objects that describe the recording. */
  describe(name: string, text: string): Promise<void> {
    return this.#put(`events/${name}`, text, 'application/json');
  }

  #put(path: string, content: string | Buffer, type: string): Promise<void> {
    const { storage, place } = this.#destination;
    const { prefix, ...bucket } = place;
    const body = Buffer.from(content);
    return storage.put({ ...bucket, key: `${prefix}/${path}`, body, type });
  }

  #get(path: string): Promise<Buffer | undefined> {
    const { storage, place } = this.#destination;
    const { prefix, ...bucket } = place;
    return storage.get({ ...bucket, key: `${prefix}/${path}` });
  }
}

/** Returns the multivariant playlist of a recording, whose addresses are relative. */
const multivariant = (rendition: Rendition, playlist: string): string =>
  multivariantPlaylist([rendition], (name) => `${name}/${playlist}`);
