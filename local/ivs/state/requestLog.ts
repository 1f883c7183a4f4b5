import type { Latest } from './ringBuffer.ts';

/** One IVS call as ivs-local saw it; never what was in it. */
export interface RequestRecord {
  operation: string;
  /** `ok`, or the name of the error. */
  outcome: string;
  status: number;
  /** When it came in, ISO 8601. */
  at: string;
  channelArn?: string;
  requestId: string;
}

export type RequestLog = Latest<RequestRecord>;
