import type { ContainerFormat } from './container.ts';

/** The picture and sound that players of a stream get. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly framerate: number;
  /** The highest bandwidth of a segment, in bits per second. */
  readonly bandwidth: number;
  /** As in RFC 6381: the video, and the audio if there is any. */
  readonly codecs: readonly string[];
}

/** The segments that a playlist lists. Times in ms; `startsAtMs` since the epoch. */
export interface Window {
  readonly segments: readonly {
    readonly number: number;
    readonly durationMs: number;
    readonly startsAtMs: number;
    readonly isDiscontinuous?: boolean;
    /** The number of the initialization that it needs, if it needs one. */
    readonly map?: number | undefined;
  }[];
  /** The segment that is growing. */
  readonly next?: number;
  /** Whether the stream has ended. */
  readonly isOver: boolean;
}

/** The content of a stream, from a real or a simulated encoder. */
export interface Content {
  /** Undefined before there is a complete segment. */
  picture(): Picture | undefined;
  window(): Window;
  /** Returns a segment; undefined when there is none of that number. */
  read(number: number): Reading | undefined;
  /** Returns an initialization that segments need; undefined when none has that number. */
  initialization(number: number): Buffer | undefined;
  readonly format: ContainerFormat;
}

/** A segment that is being read. */
export interface Reading {
  /** A segment that grows is given as it grows. */
  readonly bytes: Buffer | AsyncIterable<Buffer>;
  /** Called once, when the bytes have been sent or are not needed: they may change after it. */
  readonly done: () => void;
}

/**
 * A complete segment, as a recording keeps it. Times in ms; `startsAtMs` since the epoch. It does
 * not continue the segment before it if it is discontinuous.
 */
export interface WholeSegment {
  readonly bytes: Buffer;
  readonly durationMs: number;
  readonly startsAtMs: number;
  readonly isDiscontinuous: boolean;
  /** Present: the bytes that a decoder needs before it. */
  readonly initialization?: Buffer | undefined;
}
