import type { Clock } from '../../clock.ts';
import { adts, type AacConfiguration } from './aac.ts';
import { annexB, type AvcConfiguration } from './avc.ts';
import type { AudioTag, VideoTag } from './flv.ts';
import { textTag } from './id3.ts';
import { Segment } from './segment.ts';
import type { Content, Picture, WholeSegment, Window } from './source.ts';
import { TransportStream, type Track, type Unit } from './transportStream.ts';

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
  readonly #stream = new TransportStream();
  #segments: Segment[] = [];
  #current: Segment | undefined;
  #video: AvcConfiguration | undefined;
  #audio: AacConfiguration | undefined;
  /** The sum of an encoder's time and this is the time of the stream. In ms. */
  #offsetMs = 0;
  #lastMs = -STEP_MS;
  #next = 0;
  /** The texts for the next segment. */
  #texts: string[] = [];
  #isOver = false;
  #isInterrupted = false;
  readonly #followers = new Set<(segment: WholeSegment) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
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
    const payload = annexB(this.#video, frame, isKey);
    if (!payload) return;
    const atMs = this.#timeOf(encoderMs);
    if (this.#endsWith(isKey, atMs)) this.#begin(atMs);
    this.#add({ track: 'video', atMs, shownAtMs: atMs + shownAfterMs, payload, isKey });
  }

  /** Takes a tag with audio. Sound before the first picture is left out. */
  takeAudio(tag: AudioTag, encoderMs: number): void {
    if (tag.kind === 'configuration') this.#audio = tag.configuration;
    if (tag.kind !== 'frame' || !this.#audio || this.#isInterrupted || tag.frame.length === 0)
      return;
    if (this.#current?.tracks.includes('audio') !== true) return;
    const atMs = this.#timeOf(encoderMs);
    this.#add({ track: 'audio', atMs, shownAtMs: atMs, payload: adts(this.#audio, tag.frame) });
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
      if (segment.durationMs !== undefined) take(whole(segment));
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
    const complete = this.#segments.filter(({ durationMs }) => durationMs !== undefined);
    return {
      segments: complete.slice(-LISTED).map((segment) => ({
        number: segment.number,
        durationMs: segment.durationMs ?? 0,
        startsAtMs: segment.startsAtMs,
        isDiscontinuous: segment.isDiscontinuous,
      })),
      ...(this.#current && { next: this.#current.number }),
      isOver: this.#isOver,
    };
  }

  read(number: number): Buffer | AsyncIterable<Buffer> | undefined {
    const segment = this.#segments.find((one) => one.number === number);
    if (!segment) return undefined;
    return segment.durationMs === undefined ? segment.chunks() : segment.bytes();
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
    const tracks: Track[] = ['video'];
    if (this.#audio) tracks.push('audio');
    if (this.#texts.length > 0) tracks.push('id3');
    this.#current = new Segment({
      number: this.#next++,
      tracks,
      beginsMs: atMs,
      startsAtMs: this.#clock.now(),
      isDiscontinuous: this.#isInterrupted && this.#segments.length > 0,
    });
    this.#isInterrupted = false;
    this.#current.add(this.#stream.tables(tracks));
    this.#segments.push(this.#current);
    for (const text of this.#texts)
      this.#add({ track: 'id3', atMs, shownAtMs: atMs, payload: textTag(text) });
    this.#texts = [];
  }

  #add(unit: Unit): void {
    this.#current?.add(this.#stream.unit(unit), unit.track === 'video');
  }

  #finish(atMs: number): void {
    const finished = this.#current;
    finished?.end(atMs);
    this.#current = undefined;
    let keptMs = 0;
    const kept = this.#segments.toReversed().filter(({ durationMs = 0 }) => {
      keptMs += durationMs;
      return keptMs <= KEPT_MS;
    });
    // The last segment is kept even if it is longer.
    this.#segments = kept.length > 0 ? kept.toReversed() : this.#segments.slice(-1);
    if (finished) for (const take of this.#followers) take(whole(finished));
  }
}

const whole = (segment: Segment): WholeSegment => ({
  bytes: segment.bytes(),
  durationMs: segment.durationMs ?? 0,
  startsAtMs: segment.startsAtMs,
  isDiscontinuous: segment.isDiscontinuous,
});

const isSame = (a: AvcConfiguration, b: AvcConfiguration): boolean =>
  a.parameterSets.length === b.parameterSets.length &&
  a.parameterSets.every((unit, n) => unit.equals(b.parameterSets[n] ?? Buffer.alloc(0)));
