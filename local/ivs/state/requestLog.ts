import type { Latest } from './ringBuffer.ts';

/** One IVS call as ivs-local received it, without its contents. */
export interface RequestRecord {
  operation: string;
  /** `ok`, or the name of the error. */
  outcome: string;
  status: number;
  /** The time at which the call arrived, as ISO 8601. */
  at: string;
  channelArn?: string;
  requestId: string;
}

export type RequestLog = Latest<RequestRecord>;
