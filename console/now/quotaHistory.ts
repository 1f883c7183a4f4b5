import type { Quota } from '../api/client.ts';
import { timeIn } from '../clock.ts';

/** The use of one quota at the times of the last answers. */
export interface History {
  /** Seconds since the epoch. */
  readonly at: number[];
  /** Calls a second since the answer before. */
  readonly calls: number[];
  /** The time until the next free slot, in seconds. */
  readonly queue: number[];
}

/** Five minutes of answers, one every two seconds. */
const KEPT_MAX = 150;

/** One answer of `GET /v1/quotas`. */
export interface QuotaAnswer {
  readonly asOf: string;
  readonly quotas: readonly Quota[];
}

// The histories outlive the page, so that a person who comes back sees the minutes before.
const histories = new Map<string, History>();
let before: QuotaAnswer | undefined;

/**
 * Returns the calls between two answers. Each call moves `nextSlotAt` by one interval. An idle rate
 * limiter starts afresh from the present, so the time before the first of the two answers does not
 * count, and the result is a lower bound; while calls queue up, it is exact.
 */
export function callsBetween(
  first: { asOf: string; nextSlotAt?: string | undefined },
  second: { nextSlotAt?: string | undefined; rate: number; share: number },
): number {
  if (second.nextSlotAt === undefined || second.nextSlotAt === first.nextSlotAt) return 0;
  const idleUntil = timeIn(first.asOf);
  const from = Math.max(idleUntil, timeIn(first.nextSlotAt ?? first.asOf));
  const intervalMs = 1_000 / (second.rate * second.share);
  return Math.max(1, Math.round((timeIn(second.nextSlotAt) - from) / intervalMs));
}

/** Adds an answer to the histories, and returns them by operation. */
export function noteQuotas(answer: QuotaAnswer): ReadonlyMap<string, History> {
  const { asOf, quotas } = answer;
  if (before?.asOf === asOf) return histories;
  const at = timeIn(asOf);
  for (const quota of quotas) {
    const history = histories.get(quota.operation) ?? { at: [], calls: [], queue: [] };
    histories.set(quota.operation, history);
    const old = before?.quotas.find(({ operation }) => operation === quota.operation);
    const seconds = before === undefined ? 0 : (at - timeIn(before.asOf)) / 1_000;
    const calls =
      before !== undefined && seconds > 0
        ? callsBetween({ asOf: before.asOf, nextSlotAt: old?.nextSlotAt }, quota) / seconds
        : 0;
    const nextAt = quota.nextSlotAt === undefined ? at : timeIn(quota.nextSlotAt);
    history.at.push(at / 1_000);
    history.calls.push(Math.min(calls, quota.rate));
    history.queue.push(Math.max(0, nextAt - at) / 1_000);
    for (const series of [history.at, history.calls, history.queue])
      if (series.length > KEPT_MAX) series.shift();
  }
  before = answer;
  return histories;
}
