import type { Track } from './container.ts';

interface Beginning {
  readonly number: number;
  readonly tracks: readonly Track[];
  /** The time of the stream at which it begins, in ms. */
  readonly beginsMs: number;
  /** The time at which it began, in ms since the epoch. */
  readonly startsAtMs: number;
  /** Whether it does not continue the segment before it. */
  readonly isDiscontinuous: boolean;
  /** The number of its initialization, if it needs one. */
  readonly map?: number | undefined;
}

/** One segment, which can be read while it grows. */
export class Segment {
  readonly number: number;
  readonly tracks: readonly Track[];
  readonly beginsMs: number;
  readonly startsAtMs: number;
  readonly isDiscontinuous: boolean;
  readonly map: number | undefined;
  /** The number of frames of video. */
  frames = 0;
  /** The length in ms; undefined while the segment grows. */
  durationMs: number | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #grown = Promise.withResolvers<void>();

  constructor({ number, tracks, beginsMs, startsAtMs, isDiscontinuous, map }: Beginning) {
    this.number = number;
    this.tracks = tracks;
    this.beginsMs = beginsMs;
    this.startsAtMs = startsAtMs;
    this.isDiscontinuous = isDiscontinuous;
    this.map = map;
  }

  add(chunk: Buffer, isFrame = false): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (isFrame) this.frames += 1;
    this.#tell();
  }

  /** Ends the segment at a time of the stream, in ms. */
  end(atMs: number): void {
    this.durationMs = Math.max(1, atMs - this.beginsMs);
    this.#chunks = [this.bytes()];
    this.#tell();
  }

  bytes(): Buffer {
    const [whole, ...more] = this.#chunks;
    return whole && more.length === 0 ? whole : Buffer.concat(this.#chunks);
  }

  get bitsPerSecond(): number {
    return (this.#size * 8_000) / (this.durationMs ?? 1_000);
  }

  /** Returns the bytes as they come; ends with the segment. */
  async *chunks(): AsyncGenerator<Buffer, void> {
    for (let sent = 0; ;) {
      const grown = this.#grown.promise;
      const isOver = this.durationMs !== undefined;
      const bytes = this.bytes();
      if (bytes.length > sent) yield bytes.subarray(sent);
      sent = bytes.length;
      if (isOver) return;
      await grown;
    }
  }

  #tell(): void {
    this.#grown.resolve();
    this.#grown = Promise.withResolvers<void>();
  }
}
