import { systemClock, type Clock } from '../lib/client/clock.ts';

// The clock of the console. Times in answers are those of the deployment, whose clock may differ
// from that of the browser, so ages and remaining times are computed with the difference.

let aheadMs = 0;

/** Notes the present time of the deployment, in ms since the epoch. */
export function noteServerTime(ms: number): void {
  aheadMs = ms - systemClock.now();
}

/** Returns the time of the deployment, in ms since the epoch. */
export const now = (): number => systemClock.now() + aheadMs;

/** The clock of the client, which measures waits. */
export const browserClock: Clock = systemClock;

/** Calls a function every so many ms until the returned function is called. */
export function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms);
  return () => clearInterval(timer);
}

/** Calls a function once after so many ms, unless the returned function is called before. */
export function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

/** Returns the ms since the epoch of an instant in an answer. */
export const timeIn = (instant: string): number => Date.parse(instant);

/** Does the same for an instant that may be absent, and then is undefined. */
export const msOf = (instant: string | undefined): number | undefined =>
  instant === undefined ? undefined : timeIn(instant);

/** Returns the instant of a time, for a request. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** Returns the date of a time, for its formatting. */
export const dateOf = (ms: number): Date => new Date(ms);
