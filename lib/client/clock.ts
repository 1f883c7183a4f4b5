/**
 * The clock of the client. Only this file of the package reads the time; tests pass a clock of
 * their own.
 */
export interface Clock {
  /** Returns the milliseconds since the epoch. */
  now(): number;
  /** Resolves `ms` milliseconds from now. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms))),
};

/** Returns a signal that is aborted after `ms` milliseconds, and that keeps no process alive. */
export const abortedAfter = (ms: number): AbortSignal => AbortSignal.timeout(ms);

/** Returns a time as ISO 8601, in UTC. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();

/**
 * Returns the milliseconds since the epoch of a date in a header; undefined when the text is not a
 * date.
 */
export function msOf(date: string): number | undefined {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? undefined : ms;
}
