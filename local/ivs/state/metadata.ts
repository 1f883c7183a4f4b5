import type { Latest } from './ringBuffer.ts';

/** One PutMetadata that viewers would have seen. */
export interface PutRecord {
  channelArn: string;
  streamId: string;
  metadata: string;
  /** ISO 8601. */
  at: string;
}

/** Kept in memory only, as no viewer of a later stream sees it. */
export type MetadataLog = Latest<PutRecord>;
