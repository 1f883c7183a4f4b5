import type { App } from '../app.ts';
import { rateOf } from '../ivs/rates.ts';

/** How much of IVS's quotas jobs use. Pure functions. */

/**
 * Emergencies have rate limiters of their own, with first claim on the whole quota. The slots that
 * they take delay normal work.
 */
export type Priority = 'normal' | 'emergency';

export type Shares = Pick<App['config'], 'laneShare' | 'laneShareMax'>;

/** The time in which a share rises by one, in ms: from 0.8 to 1 in a minute. */
const RISES_BY_ONE_MS = 5 * 60_000;
/**
 * How much of a second's calls may be caught up at once, beyond the first, when jobs use the whole
 * quota. IVS does not publish the burst that it allows. Half of it leaves a token bucket of one
 * second room for calls that arrive unevenly.
 */
const BURST = 0.5;
/** How long after a 429 no calls are caught up, in ms. */
const QUIET_MS = 60_000;

/**
 * Returns the share of an operation's quota that normal work may use. It falls to its lowest value
 * with a 429, because another program is using the quota, and then rises again slowly until the
 * next one (additive increase, multiplicative decrease; Jacobson, "Congestion avoidance and
 * control").
 * @param now ms since the epoch
 */
export function shareOf({ laneShare, laneShareMax }: Shares, cutAt: unknown, now: number): number {
  if (typeof cutAt !== 'number') return laneShareMax;
  return Math.min(laneShareMax, laneShare + Math.max(0, now - cutAt) / RISES_BY_ONE_MS);
}

/** Returns the milliseconds between two calls of one rate limiter. */
export function intervalMs(share: number, operation: string, priority: Priority): number {
  return 1_000 / (rateOf(operation) * (priority === 'normal' ? share : 1));
}

/**
 * Returns how far in the past a slot may be reserved, in ms: the calls that were not made then are
 * made now, while nobody else is seen to use the quota. A share below 1 leaves room for uneven
 * calls by itself, so more may be caught up, but no more than the same share of a second's calls.
 * @param now ms since the epoch
 */
export function burstMs(shares: Shares, cutAt: unknown, now: number, operation: string): number {
  if (typeof cutAt === 'number' && now - cutAt < QUIET_MS) return 0;
  const share = shareOf(shares, cutAt, now);
  const rate = rateOf(operation);
  const calls = Math.min(share * rate - 1, BURST * (rate - 1) + (1 - share) * rate);
  return Math.max(0, calls) * intervalMs(share, operation, 'normal');
}
