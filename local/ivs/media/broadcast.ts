import type { Clock } from '../../clock.ts';
import type { AacConfiguration } from './aac.ts';
import type { AvcConfiguration } from './avc.ts';
import type { Container, ContainerFormat, Track, Unit } from './container.ts';
import { containerOf } from './containers.ts';
import type { AudioTag, VideoTag } from './flv.ts';
import { textTag } from './id3.ts';
import { Segment } from './segment.ts';
import type { Content, Picture, Reading, WholeSegment, Window } from './source.ts';

/** A segment ends with the first key frame after this time, in ms, or a little before it. */
const SEGMENT_MS = 2_000;
const EARLY_MS = 100;
/** A segment without another key frame ends after this time, in ms. */
const SEGMENT_MS_MAX = 15_000;
/** The number of segments that a playlist lists. */
const LISTED = 5;
/** For how long segments are kept, in ms; players may be behind the playlist. */
const KEPT_MS = 30_000;
/** A jump of an encoder's clock, in ms, after which the time goes on from where it was. */
const JUMP_MS = 3_000;
/** The time between frames over a jump, in ms. */
const STEP_MS = 33;

/**
 * The stream of a real encoder, cut into segments without transcoding. Its memory is bounded by the
 * time for which segments are kept.
 */
export class Broadcast implements Content {
  readonly #clock: Clock;
  readonly format: ContainerFormat;
  readonly #container: Container;
  #segments: Segment[] = [];
  /** The memory of segments that are not kept any more. */
  #spare: Buffer[] = [];
  /** The initializations of the segments that are kept, by their numbers. */
  readonly #maps = new Map<number, Buffer>();
  #current: Segment | undefined;
  #video: AvcConfiguration | undefined;
  #audio: AacConfiguration | undefined;
  /** The sum of an encoder's time and this is the time of the stream. In ms. */
  #offsetMs = 0;
  #lastMs = -STEP_MS;
  #next = 0;
  /** The list of the playlists, until it changes: many viewers read it. */
  #window: Window | undefined;
  /** The texts for the next segment. */
  #texts: string[] = [];
  #isOver = false;
  #isInterrupted = false;
  readonly #followers = new Set<(segment: WholeSegment) => void>();

  constructor(clock: Clock, format: ContainerFormat = 'TS') {
    this.#clock = clock;
    this.format = format;
    this.#container = containerOf(format);
  }

  /** Notes that the next tags come from another encoder. */
  interrupt(): void {
    this.#isInterrupted = true;
  }

  /**
   * Takes a tag with video.
   * @param encoderMs the time of the tag on the encoder's clock
   */
  takeVideo(tag: VideoTag, encoderMs: number): void {
    if (tag.kind === 'configuration') {
      if (this.#video && !isSame(this.#video, tag.configuration)) this.#isInterrupted = true;
      this.#video = tag.configuration;
    }
    if (tag.kind !== 'frame' || !this.#video || this.#isOver) return;
    const { isKey, frame, shownAfterMs } = tag;
    if (!isKey && (!this.#current || this.#isInterrupted)) return;
    const payload = this.#container.video(this.#video, frame, isKey);
    if (!payload) return;
    const atMs = this.#timeOf(encoderMs);
    if (this.#endsWith(isKey, atMs)) this.#begin(atMs);
    this.#add({ track: 'video', atMs, shownAtMs: atMs + shownAfterMs, payload, isKey });
    if (this.#current) this.#current.frames += 1;
  }

  /** Takes a tag with audio. Sound before the first picture is left out. */
  takeAudio(tag: AudioTag, encoderMs: number): void {
    if (tag.kind === 'configuration') this.#audio = tag.configuration;
    if (tag.kind !== 'frame' || !this.#audio || this.#isInterrupted || tag.frame.length === 0)
      return;
    if (this.#current?.tracks.includes('audio') !== true) return;
    const atMs = this.#timeOf(encoderMs);
    const payload = this.#container.audio(this.#audio, tag.frame);
    this.#add({ track: 'audio', atMs, shownAtMs: atMs, payload });
  }

  /**
   * Puts a text into the next segment, where players report it as a cue. The segment that grows may
   * have no track for it: the Amazon IVS player (1.56) does not play a segment whose tables name a
   * track without content.
   */
  putMetadata(text: string): void {
    this.#texts.push(text);
  }

  /** Gives `take` each complete segment: those that are kept, and each later one. */
  follow(take: (segment: WholeSegment) => void): void {
    for (const segment of this.#segments)
      if (segment.durationMs !== undefined) take(this.#whole(segment));
    if (!this.#isOver) this.#followers.add(take);
  }

  unfollow(take: (segment: WholeSegment) => void): void {
    this.#followers.delete(take);
  }

  /** Ends the stream. The last segments remain. */
  end(): void {
    this.#isOver = true;
    this.#finish(this.#lastMs + STEP_MS);
    this.#followers.clear();
  }

  picture(): Picture | undefined {
    const complete = this.#segments.filter(({ durationMs }) => durationMs !== undefined);
    const last = complete.at(-1);
    if (!this.#video || !last?.durationMs) return undefined;
    const { codec, width, height } = this.#video;
    return {
      width,
      height,
      framerate: Math.round((last.frames / last.durationMs) * 1_000_000) / 1_000,
      bandwidth: Math.ceil(Math.max(...complete.map(({ bitsPerSecond }) => bitsPerSecond))),
      codecs: [codec, ...(last.tracks.includes('audio') ? [this.#audio?.codec ?? ''] : [])],
    };
  }

  window(): Window {
    return (this.#window ??= this.#listed());
  }

  #listed(): Window {
    const complete = this.#segments.filter(({ durationMs }) => durationMs !== undefined);
    return {
      segments: complete.slice(-LISTED).map((segment) => ({
        number: segment.number,
        durationMs: segment.durationMs ?? 0,
        startsAtMs: segment.startsAtMs,
        isDiscontinuous: segment.isDiscontinuous,
        map: segment.map,
      })),
      ...(this.#current && { next: this.#current.number }),
      isOver: this.#isOver,
    };
  }

  read(number: number): Reading | undefined {
    return this.#segments.find((one) => one.number === number)?.read();
  }

  initialization(number: number): Buffer | undefined {
    return this.#maps.get(number);
  }

  /** Returns the time of the stream for a time of the encoder, in ms. */
  #timeOf(encoderMs: number): number {
    const expectedMs = encoderMs + this.#offsetMs;
    if (this.#isInterrupted || Math.abs(expectedMs - this.#lastMs) > JUMP_MS)
      this.#offsetMs = this.#lastMs + STEP_MS - encoderMs;
    const atMs = encoderMs + this.#offsetMs;
    this.#lastMs = Math.max(this.#lastMs, atMs);
    return atMs;
  }

  /** Returns whether a frame begins a new segment. */
  #endsWith(isKey: boolean, atMs: number): boolean {
    const current = this.#current;
    if (!current || this.#isInterrupted) return true;
    const lengthMs = atMs - current.beginsMs;
    return isKey ? lengthMs >= SEGMENT_MS - EARLY_MS : lengthMs >= SEGMENT_MS_MAX;
  }

  #begin(atMs: number): void {
    this.#finish(atMs);
    const [video, audio] = [this.#video, this.#audio];
    if (!video) return;
    const last = this.#segments.at(-1);
    const before = last?.map;
    const map = this.#mapOf(this.#container.initialization({ video, audio }), before);
    const tracks: Track[] = ['video'];
    if (audio) tracks.push('audio');
    if (this.#texts.length > 0) tracks.push('id3');
    this.#current = new Segment({
      number: this.#next++,
      tracks,
      beginsMs: atMs,
      startsAtMs: this.#clock.now(),
      isDiscontinuous: (this.#isInterrupted || map !== before) && this.#segments.length > 0,
      map,
      memory: this.#spare.pop(),
      before: last,
    });
    this.#isInterrupted = false;
    this.#container.begin(tracks, { video, audio }, this.#current.room);
    this.#segments.push(this.#current);
    this.#window = undefined;
    for (const text of this.#texts)
      this.#add({ track: 'id3', atMs, shownAtMs: atMs, payload: [textTag(text)] });
    this.#texts = [];
  }

  /** Returns the number of an initialization: the last one again, unless it is another one. */
  #mapOf(initialization: Buffer | undefined, last: number | undefined): number | undefined {
    if (!initialization) return undefined;
    if (last !== undefined && this.#maps.get(last)?.equals(initialization) === true) return last;
    const number = (last ?? -1) + 1;
    this.#maps.set(number, initialization);
    return number;
  }

  #whole(segment: Segment): WholeSegment {
    const { durationMs = 0, startsAtMs, isDiscontinuous, map } = segment;
    return {
      bytes: segment.keep(),
      durationMs,
      startsAtMs,
      isDiscontinuous,
      initialization: map === undefined ? undefined : this.#maps.get(map),
    };
  }

  #add(unit: Unit): void {
    if (this.#current) this.#container.unit(unit, this.#current.room);
  }

  #finish(atMs: number): void {
    const finished = this.#current;
    if (finished) this.#container.end(atMs, finished.room);
    finished?.end(atMs);
    this.#current = undefined;
    this.#window = undefined;
    let keptMs = 0;
    // The last segment is kept even if it is longer.
    const lastDropped = this.#segments.findLastIndex(
      ({ durationMs = 0 }, n, { length }) => (keptMs += durationMs) > KEPT_MS && n < length - 1,
    );
    for (const dropped of this.#segments.splice(0, lastDropped + 1)) {
      const memory = dropped.release();
      if (memory) this.#spare.push(memory);
    }
    const used = new Set(this.#segments.map(({ map }) => map));
    for (const number of this.#maps.keys()) if (!used.has(number)) this.#maps.delete(number);
    if (finished) for (const take of this.#followers) take(this.#whole(finished));
  }
}

const isSame = (a: AvcConfiguration, b: AvcConfiguration): boolean =>
  a.parameterSets.length === b.parameterSets.length &&
  a.parameterSets.every((unit, n) => unit.equals(b.parameterSets[n] ?? Buffer.alloc(0)));
