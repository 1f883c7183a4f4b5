import type { WholeSegment } from '../media/source.ts';
import { FORMATS } from '../media/container.ts';
import { multivariantPlaylist } from '../media/playlists.ts';
import type { Rendition } from '../media/renditions.ts';
import type { RecordingDescription } from '../state/recordingRecord.ts';
import { StorageError, type ObjectPlace, type Storage } from '../storage/storage.ts';
import { describe, PATHS } from './description.ts';
import type { JpegMaker } from './jpeg.ts';
import {
  durationOf,
  readByteRangePlaylist,
  recordingPlaylists,
  type RecordedFile,
} from './playlists.ts';

/** A file ends with the segment that makes it this long or a little less, in ms, as in IVS. */
const FILE_MS = 10_000;
const EARLY_MS = 100;
/** A recording fails when this much, in ms, waits for the storage. It bounds the memory. */
export const WAITING_MS_MAX = 30_000;

const PLAYLIST = 'application/vnd.apple.mpegurl';

type Description = RecordingDescription & { readonly channelArn: string };

interface Parts {
  readonly storage: Storage;
  /** The bucket, and the prefix of all keys. */
  readonly place: Pick<ObjectPlace, 'region' | 'bucket'> & { readonly prefix: string };
  readonly jpegs: JpegMaker;
  /** Called once, when nothing can be written any more. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Writes the files of one recording, one after another, while the stream runs. The first failure
 * ends it; everything that is asked for later fails in the same way.
 */
export class Recorder {
  readonly #parts: Parts;
  #work: Promise<unknown> = Promise.resolve();
  #failure: Error | undefined;
  #description: Description | undefined;
  /** The segments of the file that grows. */
  #growing: WholeSegment[] = [];
  #files: RecordedFile[] = [];
  /** The initialization of the last file. */
  #map: Buffer | undefined;
  /** The work that waits for the start. */
  #postponed: (() => Promise<void>)[] = [];
  #waitingMs = 0;
  /** How much may still be made, in ms. */
  #makesMs = Infinity;
  #bitsPerSecond = 0;
  #isBroken = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The end of the last segment that is recorded, in ms since the epoch; undefined: none is. */
  get untilMs(): number | undefined {
    const last = this.#files.at(-1);
    const { startsAtMs, durationMs } = this.#growing.at(-1) ?? {
      startsAtMs: last?.startsAtMs,
      durationMs: last ? durationOf(last) : 0,
    };
    return startsAtMs === undefined ? undefined : startsAtMs + durationMs;
  }

  /** Takes a segment of the stream. */
  take(segment: WholeSegment): void {
    if (this.#failure) return;
    this.#waitingMs += segment.durationMs;
    if (this.#waitingMs > WAITING_MS_MAX)
      this.#fail(new StorageError(`${this.#parts.place.bucket}: writing takes too long`));
    this.#later(async () => {
      this.#waitingMs -= segment.durationMs;
      await this.#add(segment);
    });
  }

  /** Takes segments that are made when their turn to be written comes. */
  takeMade(made: () => Iterable<WholeSegment>): void {
    this.#later(async () => {
      if (this.#makesMs <= 0) return;
      for (const segment of made()) {
        this.#makesMs -= segment.durationMs;
        await this.#add(segment);
        if (this.#makesMs <= 0) return;
      }
    });
  }

  /** Notes that the next segment does not continue the one before it. */
  interrupt(): void {
    this.#later(async () => void (this.#isBroken = true));
  }

  /**
   * Writes `recording-started.json`, which is the first object of a recording.
   * @throws StorageError
   */
  start(description: Description): Promise<void> {
    const done = this.#next(() => this.#describe('recording-started.json', describe(description)));
    this.#open(description);
    return done;
  }

  /** Begins with the work that waits for the description. */
  #open(description: Description): void {
    this.#description = description;
    for (const act of this.#postponed.splice(0)) this.#later(act);
  }

  /** Goes on after a restart, with the files that are in the storage. */
  goOn(description: Description): void {
    this.#open(description);
    const { rendition } = description;
    if (!rendition) return;
    this.#later(async () => {
      const { byteRangePlaylist } = PATHS;
      const text = await this.#get(`${PATHS.hls}/${rendition.name}/${byteRangePlaylist}`);
      // A recording that was cut off within its first seconds has no file yet.
      this.#files = readByteRangePlaylist(text?.toString() ?? '');
      this.#bitsPerSecond = rendition.bandwidth;
    });
  }

  /**
   * Writes everything that was taken. Resolves also when that fails. Of the segments that are still
   * to be made, it makes those of half a minute: after a clock that moved by hours, a program could
   * not end for minutes otherwise. A restart makes the others.
   */
  async close(): Promise<void> {
    this.#makesMs = WAITING_MS_MAX;
    this.#later(() => this.#flush(true));
    await this.#work;
  }

  /**
   * Completes the recording.
   * @param endedAtMs its end, in ms since the epoch
   * @returns the duration of the recorded media, in ms
   * @throws StorageError
   */
  finish(endedAtMs: number): Promise<number> {
    return this.#next(async () => {
      await this.#flush(true);
      const durationMs = this.#durationMs();
      if (this.#files.length > 0) await this.#index(true);
      if (this.#description)
        await this.#describe(
          'recording-ended.json',
          describe(this.#description, { endedAtMs, durationMs }),
        );
      return durationMs;
    });
  }

  /** Writes `recording-failed.json` where the storage still takes it. */
  async describeFailure(reason: string, endedAtMs: number): Promise<void> {
    if (!this.#description) return;
    const text = describe(this.#description, { endedAtMs, durationMs: this.#durationMs(), reason });
    try {
      await this.#describe('recording-failed.json', text);
    } catch (error) {
      process.stderr.write(`ivs-local: no recording-failed.json: ${String(error)}\n`);
    }
  }

  #durationMs(): number {
    return this.#files.reduce((sum, file) => sum + durationOf(file), 0);
  }

  /** Runs `act` after everything that was asked for before. */
  #next<Result>(act: () => Promise<Result>): Promise<Result> {
    const done = this.#work.then(() => {
      if (this.#failure) throw this.#failure;
      return act();
    });
    this.#work = done.then(
      () => undefined,
      (error: unknown) => this.#fail(error),
    );
    return done;
  }

  /**
   * Runs `act` after everything that was asked for before, and not before the start, unless the
   * recording has failed.
   */
  #later(act: () => Promise<void>): void {
    if (this.#failure) return;
    if (!this.#description) return void this.#postponed.push(act);
    this.#work = this.#work
      .then(() => (this.#failure ? undefined : act()))
      .catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#growing = [];
    this.#postponed = [];
    this.#parts.onFailure(this.#failure);
  }

  async #add(segment: WholeSegment): Promise<void> {
    // Segments that are being made when the recording fails are dropped.
    if (this.#failure) throw this.#failure;
    const isDiscontinuous = segment.isDiscontinuous || this.#isBroken;
    this.#isBroken = false;
    const isOther = segment.initialization !== this.#growing.at(-1)?.initialization;
    if (isDiscontinuous || (isOther && this.#growing.length > 0)) await this.#flush(true);
    this.#growing.push({ ...segment, isDiscontinuous });
    await this.#flush(false);
  }

  /** Writes the file that grows, if it is long enough or nothing more comes to it. */
  async #flush(isComplete: boolean): Promise<void> {
    const lengthMs = this.#growing.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const [first, ...rest] = this.#growing;
    if (!first || (!isComplete && lengthMs < FILE_MS - EARLY_MS)) return;
    this.#growing = [];
    await this.#write([first, ...rest]);
  }

  /** Writes a file, and the playlists and thumbnails with it. */
  async #write(segments: readonly [WholeSegment, ...WholeSegment[]]): Promise<void> {
    const [{ startsAtMs, isDiscontinuous, initialization }] = segments;
    const { rendition } = this.#description ?? {};
    const beforeMs = this.#durationMs();
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
      await this.#index(false);
    }
    await this.#picture(segments, beforeMs);
  }

  /** Returns the name of an initialization, which is written unless the last file had the same. */
  async #mapOf(initialization: Buffer | undefined): Promise<string | undefined> {
    const { rendition } = this.#description ?? {};
    if (!initialization || !rendition) return undefined;
    const last = this.#files.at(-1)?.map;
    if (last !== undefined && this.#map?.equals(initialization) === true) return last;
    this.#map = initialization;
    const name = `init-${this.#files.length}.${FORMATS.FRAGMENTED_MP4.extension}`;
    const { type } = FORMATS.FRAGMENTED_MP4;
    await this.#put(`${PATHS.hls}/${rendition.name}/${name}`, initialization, type);
    return name;
  }

  async #index(isOver: boolean): Promise<void> {
    const { rendition } = this.#description ?? {};
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
    const { thumbnails } = this.#description ?? {};
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
      return await this.#parts.jpegs.first(bytes, size);
    } catch (error) {
      process.stderr.write(`ivs-local: a thumbnail is left out: ${String(error)}\n`);
      return undefined;
    }
  }

  #describe(name: string, text: string): Promise<void> {
    return this.#put(`events/${name}`, text, 'application/json');
  }

  #put(path: string, content: string | Buffer, type: string): Promise<void> {
    const { storage, place } = this.#parts;
    const { prefix, ...bucket } = place;
    const body = Buffer.from(content);
    return storage.put({ ...bucket, key: `${prefix}/${path}`, body, type });
  }

  #get(path: string): Promise<Buffer | undefined> {
    const { storage, place } = this.#parts;
    const { prefix, ...bucket } = place;
    return storage.get({ ...bucket, key: `${prefix}/${path}` });
  }
}

/** Returns the multivariant playlist of a recording, whose addresses are relative. */
const multivariant = (rendition: Rendition, playlist: string): string =>
  multivariantPlaylist([rendition], (name) => `${name}/${playlist}`);
