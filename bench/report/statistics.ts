/** The middle of some values, and the limits of their middle half. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Returns the value below which a part (0 to 1) of the values lies, by the nearest rank; NaN if
 * there are no values.
 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  lower: quantile(values, 0.25),
  upper: quantile(values, 0.75),
});

/** Splits values into groups of consecutive values, whose sizes differ by one at most. */
export function groupsOf<T>(values: readonly T[], count: number): T[][] {
  const groups = Math.max(1, Math.min(count, values.length));
  return Array.from({ length: groups }, (_, n) =>
    values.slice(
      Math.floor((n * values.length) / groups),
      Math.floor(((n + 1) * values.length) / groups),
    ),
  );
}
