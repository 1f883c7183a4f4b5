import type { Latest } from './ringBuffer.ts';

/** One PutMetadata that viewers would have received. */
export interface PutRecord {
  channelArn: string;
  streamId: string;
  metadata: string;
  /** The time, as ISO 8601. */
  at: string;
}

/** The log is in memory only, because no viewer of a later stream sees old metadata. */
export type MetadataLog = Latest<PutRecord>;
