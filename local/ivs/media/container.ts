import type { AacConfiguration } from './aac.ts';
import type { AvcConfiguration } from './avc.ts';

/** The elementary streams of a segment; the last one is timed metadata. */
export type Track = 'video' | 'audio' | 'id3';

/** A frame, or another unit of an elementary stream. Times in ms from the start of the stream. */
export interface Unit {
  readonly track: Track;
  readonly shownAtMs: number;
  /** The time at which it is decoded. */
  readonly atMs: number;
  /** Its bytes, in parts that follow each other. They are valid until the unit is written. */
  readonly payload: readonly Buffer[];
  /** Marks a frame with which a decoder can begin. */
  readonly isKey?: boolean;
}

/** The codecs of a segment. Without audio it has no sound. */
export interface Codecs {
  readonly video: AvcConfiguration;
  readonly audio?: AacConfiguration | undefined;
}

/**
 * Returns the place for the next bytes of a segment, which are written before anything else is
 * done. It may hold other bytes before.
 */
export type Room = (size: number) => Buffer;

/**
 * Writes the segments of one stream. The bytes of a segment are those of `begin`, of its units and
 * of `end`, in this order.
 */
export interface Container {
  /** Returns the payload of a frame of video; undefined when the frame is not whole. */
  video(
    configuration: AvcConfiguration,
    frame: Buffer,
    isKey: boolean,
  ): Unit['payload'] | undefined;
  /** Returns the payload of a frame of audio. */
  audio(configuration: AacConfiguration, frame: Buffer): Unit['payload'];
  /**
   * Returns the initialization, which decoders need before any segment with these codecs; undefined
   * when segments contain everything themselves.
   */
  initialization(codecs: Codecs): Buffer | undefined;
  begin(tracks: readonly Track[], codecs: Codecs, room: Room): void;
  /** Writes bytes as soon as they are known, which may be with a later unit. */
  unit(unit: Unit, room: Room): void;
  /** @param atMs the end of the segment, in ms from the start of the stream */
  end(atMs: number, room: Room): void;
}

/** The formats of segments, by the names of IVS. */
export const FORMATS = {
  TS: { extension: 'ts', type: 'video/mp2t' },
  FRAGMENTED_MP4: { extension: 'mp4', type: 'video/mp4' },
} as const;
export type ContainerFormat = keyof typeof FORMATS;
