import type { WholeSegment } from '../media/source.ts';
import { StorageError } from '../storage/storage.ts';
import { describe } from './description.ts';
import { RecordingObjects, type Description, type Destination } from './recordingObjects.ts';

/** A file ends with the segment that makes it this long or a little less, in ms, as in IVS. */
const FILE_MS = 10_000;
const EARLY_MS = 100;
/** A recording fails when this much, in ms, waits for the storage. It bounds the memory. */
export const WAITING_MS_MAX = 30_000;

interface Parts extends Destination {
  /** Called once, when nothing can be written any more. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Writes the files of one recording, one after another, while the stream runs. The first failure
 * ends it; everything that is asked for later fails in the same way.
 */
export class Recorder {
  readonly #parts: Parts;
  readonly #objects: RecordingObjects;
  #work: Promise<unknown> = Promise.resolve();
  #failure: Error | undefined;
  /** The segments of the file that grows. */
  #growing: WholeSegment[] = [];
  /** The work that waits for the start. */
  #postponed: (() => Promise<void>)[] = [];
  #waitingMs = 0;
  /** How much may still be made, in ms. */
  #makesMs = Infinity;
  #isBroken = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#objects = new RecordingObjects(parts);
  }

  /** The end of the last segment that is recorded, in ms since the epoch; undefined: none is. */
  get untilMs(): number | undefined {
    const last = this.#growing.at(-1);
    return last ? last.startsAtMs + last.durationMs : this.#objects.untilMs;
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
    const done = this.#next(() =>
      this.#objects.describe('recording-started.json', describe(description)),
    );
    this.#open(description);
    return done;
  }

  /** Begins with the work that waits for the description. */
  #open(description: Description): void {
    this.#objects.description = description;
    for (const act of this.#postponed.splice(0)) this.#later(act);
  }

  /** Goes on after a restart, with the files that are in the storage. */
  goOn(description: Description): void {
    this.#open(description);
    const { rendition } = description;
    if (rendition) this.#later(() => this.#objects.read(rendition));
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
      const { description, durationMs } = this.#objects;
      await this.#objects.index(true);
      if (description)
        await this.#objects.describe(
          'recording-ended.json',
          describe(description, { endedAtMs, durationMs }),
        );
      return durationMs;
    });
  }

  /** Writes `recording-failed.json` where the storage still takes it. */
  async describeFailure(reason: string, endedAtMs: number): Promise<void> {
    const { description, durationMs } = this.#objects;
    if (!description) return;
    const text = describe(description, { endedAtMs, durationMs, reason });
    try {
      await this.#objects.describe('recording-failed.json', text);
    } catch (error) {
      process.stderr.write(`ivs-local: no recording-failed.json: ${String(error)}\n`);
    }
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
    if (!this.#objects.description) return void this.#postponed.push(act);
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
    await this.#objects.write([first, ...rest]);
  }
}
