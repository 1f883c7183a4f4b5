import type { IngestConfiguration } from './session.ts';

/**
 * One recording: of a stream, and of those that came back within the reconnect window. Times are
 * milliseconds since the epoch.
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
  /** When the first stream started, and when its Recording Start is due. */
  beganAtMs: number;
  startsAtMs: number;
  state: 'pending' | 'recording' | 'failed';
  /** Total of the streams that are over. */
  durationMs: number;
  /** While no stream runs: when the last one ended. */
  endedAtMs?: number;
}
