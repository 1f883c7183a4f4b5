import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Requests to the table, and the units that DynamoDB bills for them. */
export interface StoreCount {
  writes: number;
  writeUnits: number;
  indexWriteUnits: number;
  reads: number;
  readUnits: number;
}

/** The counted cost of one piece of work: all that every function did for it. */
export interface Count {
  title: string;
  /** The number of steps in the timeline of the job; 0 for work without a job. */
  steps: number;
  /** HTTP requests. */
  requests: number;
  /** Invocations by function. */
  invocations: Record<string, number>;
  /** The time for which functions waited inside invocations, for slots and for IVS, in ms. */
  waitedMs: number;
  store: StoreCount;
  /** Events put on our bus, and the calls that put them there. */
  events: number;
  putEvents: number;
  /** Calls of IVS by operation. */
  ivs: Record<string, number>;
  stored: { lastingBytes: number; byteDays: number };
}

/** The work of one scheduled function, or of a part of it, in an hour. */
export interface ScheduleCount {
  runs: number;
  waitedMs: number;
  store: StoreCount;
  events: number;
  ivs: Record<string, number>;
}

export type HourCount = Record<string, ScheduleCount>;

/** An hour in which only schedules run. */
export interface Hour {
  channels: number;
  live: number;
  parts: HourCount;
}

export interface Counts {
  /** Pieces of work by name. */
  work: Record<string, Count>;
  hours: Hour[];
}

export const countsPath = fileURLToPath(new URL('../../docs/costs.json', import.meta.url));

/** Returns the counts that test/contract/costs.test.ts keeps. */
export const readCounts = (): Counts => JSON.parse(readFileSync(countsPath, 'utf8')) as Counts;
