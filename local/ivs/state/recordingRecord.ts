import type { IngestConfiguration } from './session.ts';

/**
 * One recording: of a stream and of the streams that followed within the reconnect window. Times
 * are milliseconds since the epoch.
 */
export interface RecordingRecord {
  sequence: number;
  recordingSessionId: string;
  channelArn: string;
  channelName: string;
  bucketName: string;
  keyPrefix: string;
  windowMs: number;
  streamIds: string[];
  ingest?: IngestConfiguration;
  /**
   * The time at which the first stream started, and the time at which its Recording Start is due.
   */
  beganAtMs: number;
  startsAtMs: number;
  state: 'pending' | 'recording' | 'failed';
  /** The total duration of the streams that have ended. */
  durationMs: number;
  /** The time at which the last stream ended; absent while a stream runs. */
  endedAtMs?: number;
  /** Present when files are written and the first of them is in its place. */
  description?: RecordingDescription;
}

/** The contents of a recording, as its files describe them. */
export interface RecordingDescription {
  /** In ms since the epoch. */
  readonly startedAtMs: number;
  /** Absent: the configuration records no rendition, or the stream had no picture. */
  readonly rendition?: {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    readonly framerate: number;
    /** In bits per second. */
    readonly bandwidth: number;
    readonly codecs: readonly string[];
  };
  /** Absent: no thumbnails are made. */
  readonly thumbnails?: ThumbnailPlan;
}

/** The thumbnails of a recording. The size is in pixels. */
export interface ThumbnailPlan {
  readonly intervalMs: number;
  readonly isSequential: boolean;
  readonly isLatest: boolean;
  readonly width: number;
  readonly height: number;
}
