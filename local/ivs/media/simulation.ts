import { millisecondsAt } from '../../clock.ts';
import type { MetadataLog } from '../state/metadata.ts';
import type { SessionRecord } from '../state/session.ts';
import type { Container, ContainerFormat, Track, Unit } from './container.ts';
import { containerOf } from './containers.ts';
import { draw, HEIGHT, WIDTH } from './drawing.ts';
import { textTag } from './id3.ts';
import { encode, PLAIN } from './plainEncoder.ts';
import type { Content, Picture, Reading, WholeSegment, Window } from './source.ts';

const SEGMENT_MS = 2_000;
const FRAMES = 20;
const FRAME_MS = SEGMENT_MS / FRAMES;
/** The number of segments that a playlist lists, and the number that exist at Stream Start. */
const LISTED = 5;
const READY_AT_START = 3;
/** The number of segments that are kept for players that are behind. */
const KEPT = 10;

/** A text that was put into the stream, at a time in ms since the epoch. */
export interface PutText {
  readonly text: string;
  readonly atMs: number;
}

interface Scene {
  readonly name: string;
  readonly format: ContainerFormat;
  /** The time of Stream Start, in ms since the epoch. */
  readonly startedAtMs: number;
  /** The texts of the stream, oldest first. */
  readonly texts: () => readonly PutText[];
}

/**
 * The stream of a simulated encoder: a picture with the channel's name, the time and a bar that
 * moves, without sound. Segments are made when a player asks for the playlist, in their order, so
 * that each continues the one before it. Streams that nobody watches cost no work.
 */
export class Simulation implements Content {
  readonly #scene: Scene;
  readonly format: ContainerFormat;
  readonly #container: Container;
  readonly #initialization: Buffer | undefined;
  readonly #made = new Map<number, Buffer>();
  #nowMs: number;
  #endedAtMs: number | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.format = scene.format;
    this.#container = containerOf(scene.format);
    this.#initialization = this.#container.initialization({ video: PLAIN });
    this.#nowMs = scene.startedAtMs;
  }

  /**
   * Tells the present time, and the time at which the stream ended if it has ended; in ms since the
   * epoch.
   */
  at(nowMs: number, endedAtMs?: number): this {
    this.#nowMs = nowMs;
    this.#endedAtMs = endedAtMs;
    return this;
  }

  picture(): Picture {
    return {
      width: WIDTH,
      height: HEIGHT,
      framerate: 1_000 / FRAME_MS,
      bandwidth: 1_000_000,
      codecs: [PLAIN.codec],
    };
  }

  window(): Window {
    const count = this.#count();
    const first = Math.max(0, count - LISTED);
    const numbers = Array.from({ length: count - first }, (_, n) => first + n);
    for (const number of numbers) this.#make(number);
    return {
      segments: numbers.map((number) => ({
        number,
        durationMs: SEGMENT_MS,
        startsAtMs: this.#startOf(number),
        ...(this.#initialization && { map: 0 }),
      })),
      isOver: this.#endedAtMs !== undefined,
    };
  }

  read(number: number): Reading | undefined {
    const bytes = this.#made.get(number);
    return bytes && { bytes, done: () => undefined };
  }

  initialization(number: number): Buffer | undefined {
    return number === 0 ? this.#initialization : undefined;
  }

  /**
   * Makes every segment that is complete by now, one by one, from the first one that starts at
   * `fromMs` or later, in ms since the epoch.
   */
  *since(fromMs: number): Generator<WholeSegment, void> {
    const first = Math.ceil((fromMs - this.#startOf(0)) / SEGMENT_MS);
    for (let number = Math.max(0, first); number < this.#count(); number++)
      yield {
        bytes: this.#make(number),
        durationMs: SEGMENT_MS,
        startsAtMs: this.#startOf(number),
        isDiscontinuous: false,
        initialization: this.#initialization,
      };
  }

  /** Returns the number of segments that are complete by now. */
  #count(): number {
    const untilMs = Math.min(this.#nowMs, this.#endedAtMs ?? Infinity);
    return Math.floor((untilMs - this.#scene.startedAtMs) / SEGMENT_MS) + READY_AT_START;
  }

  /** Returns the time at which a segment starts, in ms since the epoch. */
  #startOf(number: number): number {
    return this.#scene.startedAtMs + (number - READY_AT_START) * SEGMENT_MS;
  }

  #make(number: number): Buffer {
    const known = this.#made.get(number);
    if (known) return known;
    const { name, texts } = this.#scene;
    const startsAtMs = this.#startOf(number);
    const beginsMs = number * SEGMENT_MS;
    // A text that is put now is in the next segment that appears.
    const appearsAtMs = startsAtMs + SEGMENT_MS;
    const put = texts().filter(
      ({ atMs }) => atMs < appearsAtMs && atMs >= appearsAtMs - SEGMENT_MS,
    );
    const tracks: Track[] = put.length > 0 ? ['video', 'id3'] : ['video'];
    const chunks: Buffer[] = [];
    const room = (size: number): Buffer => {
      const chunk = Buffer.alloc(size);
      chunks.push(chunk);
      return chunk;
    };
    this.#container.begin(tracks, { video: PLAIN }, room);
    const add = (unit: Unit): void => this.#container.unit(unit, room);
    for (const { text } of put)
      add({ track: 'id3', atMs: beginsMs, shownAtMs: beginsMs, payload: [textTag(text)] });
    let before: Uint8Array | undefined;
    for (let n = 0; n < FRAMES; n++) {
      const atMs = beginsMs + n * FRAME_MS;
      const luma = draw(name, startsAtMs + n * FRAME_MS);
      const frame = this.#container.video(PLAIN, encode(luma, before, n), n === 0);
      if (!frame) throw new Error('The simulated frame is not whole');
      add({ track: 'video', atMs, shownAtMs: atMs, payload: frame, isKey: n === 0 });
      before = luma;
    }
    this.#container.end(beginsMs + SEGMENT_MS, room);
    const made = Buffer.concat(chunks);
    this.#made.set(number, made);
    for (const [oldest] of this.#made)
      if (this.#made.size > KEPT) this.#made.delete(oldest);
      else break;
    return made;
  }
}

/** Returns the simulated stream of a session, with the texts that were put into it. */
export const simulationOf = (
  { streamId, channel, startedAtMs }: SessionRecord & { startedAtMs: number },
  metadata: MetadataLog,
): Simulation =>
  new Simulation({
    name: channel.name,
    format: channel.containerFormat,
    startedAtMs,
    texts: () =>
      metadata
        .all()
        .filter((put) => put.streamId === streamId)
        .map(({ metadata: text, at }) => ({ text, atMs: millisecondsAt(at) })),
  });
