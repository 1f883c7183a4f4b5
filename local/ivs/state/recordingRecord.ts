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
}
