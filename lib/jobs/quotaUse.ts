import { rateOf } from '../ivs/rates.ts';
import { shareOf } from './quotaShares.ts';
import {
  cutOf,
  RATE_LIMITERS,
  refusedOf,
  tatOf,
  usedOf,
  type RateLimiterApp,
} from './rateLimiter.ts';

/** The state of the rate limiters of one operation of IVS. Times in ms since the epoch. */
export interface QuotaUse {
  readonly operation: string;
  /** The calls a second that IVS allows. */
  readonly rate: number;
  /** The share of the rate that jobs of normal priority may use now. */
  readonly share: number;
  /** When the next slot of a job is free. An idle limiter has a time in the past. */
  readonly nextSlotAt?: number;
  readonly nextEmergencySlotAt?: number;
  /** When IVS last answered 429. */
  readonly throttledAt?: number;
  /** The slots that jobs have ever reserved, and the 429s that IVS has ever answered. */
  readonly used: number;
  readonly refused: number;
}

const MEMBER = new RegExp(
  `^(?:${tatOf('', 'normal')}|${tatOf('', 'emergency')}|${cutOf('')})([A-Z].*)$`,
);

/** Returns the state of the rate limiters of the operations that jobs have called, by name. */
export async function quotaUse({ store, clock, config }: RateLimiterApp): Promise<QuotaUse[]> {
  const item: Record<string, unknown> = { ...(await store.get(RATE_LIMITERS)) };
  const operations = new Set(
    Object.keys(item).flatMap((member) => MEMBER.exec(member)?.slice(1) ?? []),
  );
  return [...operations].toSorted().map((operation) => {
    const nextSlotAt = item[tatOf(operation, 'normal')];
    const nextEmergencySlotAt = item[tatOf(operation, 'emergency')];
    const throttledAt = item[cutOf(operation)];
    return {
      operation,
      rate: rateOf(operation),
      share: shareOf(config, throttledAt, clock.now()),
      used: Number(item[usedOf(operation)] ?? 0),
      refused: Number(item[refusedOf(operation)] ?? 0),
      ...(typeof nextSlotAt === 'number' && { nextSlotAt }),
      ...(typeof nextEmergencySlotAt === 'number' && { nextEmergencySlotAt }),
      ...(typeof throttledAt === 'number' && { throttledAt }),
    };
  });
}
