import type { Track } from './container.ts';
import type { Reading } from './source.ts';

/** The memory of the first segment, in bytes. It doubles as often as needed. */
const ROOM_BYTES = 256 * 1_024;

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
  /** Memory that is not needed any more. Absent: new memory. */
  readonly memory?: Buffer | undefined;
  /** The segment before it, which tells how much new memory is needed. */
  readonly before?: Segment | undefined;
}

/**
 * One segment, which can be read while it grows. Its bytes are in one piece of memory, which a
 * later segment uses again: new memory costs several times what it costs to fill it.
 */
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
  #memory: Buffer;
  #size = 0;
  #readers = 0;
  /** Present while a reader waits. */
  #grown: PromiseWithResolvers<void> | undefined;

  constructor(beginning: Beginning) {
    this.number = beginning.number;
    this.tracks = beginning.tracks;
    this.beginsMs = beginning.beginsMs;
    this.startsAtMs = beginning.startsAtMs;
    this.isDiscontinuous = beginning.isDiscontinuous;
    this.map = beginning.map;
    this.#memory = beginning.memory ?? newMemory(beginning.before);
  }

  /** Returns the place for the next bytes, which are written at once. */
  readonly room = (size: number): Buffer => {
    const from = this.#size;
    this.#size += size;
    if (this.#size > this.#memory.length) {
      // Readers of the old memory keep it.
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#memory.length, this.#size));
      this.#memory.copy(larger, 0, 0, from);
      this.#memory = larger;
    }
    this.#tell();
    return this.#memory.subarray(from, this.#size);
  };

  /** Ends the segment at a time of the stream, in ms. */
  end(atMs: number): void {
    this.durationMs = Math.max(1, atMs - this.beginsMs);
    this.#tell();
  }

  /** Returns the bytes for good: their memory is not used again. */
  keep(): Buffer {
    this.#readers = Infinity;
    return this.#memory.subarray(0, this.#size);
  }

  /** Begins to read. The memory is not used again before the reader is done. */
  read(): Reading {
    this.#readers += 1;
    return {
      bytes: this.durationMs === undefined ? this.#chunks() : this.#memory.subarray(0, this.#size),
      done: () => void (this.#readers -= 1),
    };
  }

  /**
   * Returns the memory, after which nothing may be read any more; undefined while there are
   * readers.
   */
  release(): Buffer | undefined {
    return this.#readers === 0 ? this.#memory : undefined;
  }

  /** The number of bytes until now. */
  get size(): number {
    return this.#size;
  }

  get bitsPerSecond(): number {
    return (this.#size * 8_000) / (this.durationMs ?? 1_000);
  }

  /** Returns the bytes as they come; ends with the segment. */
  async *#chunks(): AsyncGenerator<Buffer, void> {
    for (let sent = 0; ;) {
      const { promise: grown } = (this.#grown ??= Promise.withResolvers<void>());
      const isOver = this.durationMs !== undefined;
      const size = this.#size;
      if (size > sent) yield this.#memory.subarray(sent, size);
      sent = size;
      if (isOver) return;
      await grown;
    }
  }

  #tell(): void {
    this.#grown?.resolve();
    this.#grown = undefined;
  }
}

/** Returns memory for about as many bytes as a segment before has. */
const newMemory = (before?: Segment): Buffer =>
  Buffer.allocUnsafeSlow(Math.max(ROOM_BYTES, Math.ceil(1.25 * (before?.size ?? 0))));
