/**
 * The time of the deployment. This is the only file of `lib` and `functions` that reads the clock;
 * tests pass a clock of their own.
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

/** Formats an instant as IVS and our API write it: ISO 8601, UTC, milliseconds. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** Converts an instant for libraries that need a `Date`. */
export const dateOf = (ms: number): Date => new Date(ms);

/**
 * Returns the milliseconds since the epoch of an ISO 8601 instant; undefined when the text is not
 * one.
 */
export function msOf(iso: string): number | undefined {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? undefined : ms;
}
