import type { Store } from '../dynamodb.ts';
import { recordKey } from './keys.ts';

// How many calls of each operation of IVS jobs had made, minute by minute, for the last hour. A
// record is overwritten an hour later.

/** The calls up to a moment. Both counts only grow. */
export interface QuotaSample {
  /** ms since the epoch. */
  readonly at: number;
  /** The slots that jobs have ever reserved, by operation. */
  readonly used: Readonly<Record<string, number>>;
  /** The 429s that IVS has ever answered, by operation. */
  readonly refused: Readonly<Record<string, number>>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How many of the last minutes may lack a sample before the count begins again. */
const GAP_MINUTES_MAX = 4;

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS);

const countsIn = (value: unknown): Record<string, number> =>
  typeof value === 'object' && value !== null ? { ...(value as Record<string, number>) } : {};

/** Writes the sample of a minute. */
export const keepSample = (store: Store, { at, used, refused }: QuotaSample): Promise<boolean> =>
  store.put({ ...recordKey.quotaSample(minuteOf(at)), at, used, refused });

async function samplesOf(store: Store, now: number, minutes: number): Promise<QuotaSample[]> {
  const keys = Array.from({ length: minutes }, (_, n) =>
    recordKey.quotaSample(minuteOf(now) + 60 - n),
  );
  return (await store.getMany(keys))
    .map((item) => ({
      at: Number(item?.at ?? 0),
      used: countsIn(item?.used),
      refused: countsIn(item?.refused),
    }))
    .filter(({ at }) => at < now && now - at <= HOUR_MS + MINUTE_MS)
    .toSorted((a, b) => a.at - b.at);
}

/** Returns the samples of the last hour, oldest first. */
export const samplesOfHour = (store: Store, now: number): Promise<QuotaSample[]> =>
  samplesOf(store, now, 60);

/** Returns the last sample before `now`, if it is a few minutes old at most. */
export const lastSample = async (store: Store, now: number): Promise<QuotaSample | undefined> =>
  (await samplesOf(store, now, GAP_MINUTES_MAX + 1))
    .filter(({ at }) => now - at <= GAP_MINUTES_MAX * MINUTE_MS)
    .at(-1);

/** Returns how much each count has grown between two samples, for the operations that grew. */
export function grown(
  counts: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts)
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, growth]) => growth > 0),
  );
}
