/**
 * Time, as the client sees it: the one file of the package that reads the clock. Tests pass a clock
 * of their own.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves `ms` milliseconds from now. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms))),
};

/** Milliseconds since the epoch of a date in a header; undefined when the text is no date. */
export function msOf(date: string): number | undefined {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? undefined : ms;
}
