import type { ReservedCalls } from '../actions/context.ts';
import type { App } from '../app.ts';
import type { Item, Key, Store } from '../dynamodb.ts';
import type { Change } from '../expressions.ts';
import { burstMs, intervalMs, shareOf, type Priority, type Shares } from './quotaShares.ts';

export type RateLimiterApp = Pick<App, 'store' | 'clock' | 'config'>;

/**
 * The slots of each operation (ms since the epoch, evenly spaced), or the time at which the last of
 * the operations has a free slot.
 */
export type Reservation = { slots: ReadonlyMap<string, number[]> } | { nextFree: number };

/**
 * How far ahead a slot may be reserved, in ms: short enough that the process that reserved it still
 * runs when it comes.
 */
export const AHEAD_MS_MAX = 10_000;
/** How far a 429 pushes a rate limiter back, in ms. */
const SLOWED_MS = 1_000;
/** How often 429s of direct calls are written down, in ms. */
const CUT_EVERY_MS = 1_000;
/** A reserved slot further ahead than this is checked again when it comes, in ms. */
const STALE_MS = 1_000;
const TRIES = 5;

/**
 * All rate limiters are one item, so that one write reserves the slots for several operations. It
 * holds the `tat` (theoretical arrival time) of each operation and priority: when the next call may
 * be made.
 */
export const RATE_LIMITERS: Key = { pk: 'rateLimiters', sk: 'rateLimiters' };
/** Returns the member that holds the `tat` of an operation, in ms since the epoch. */
export const tatOf = (operation: string, priority: Priority): string => `${priority}${operation}`;
/** Returns the member that holds the time of the last 429, in ms since the epoch. */
export const cutOf = (operation: string): string => `cut${operation}`;
/** Returns the member that counts the slots that were ever reserved. */
export const usedOf = (operation: string): string => `used${operation}`;
/** Returns the member that counts the 429s. */
export const refusedOf = (operation: string): string => `refused${operation}`;

/**
 * The item as each store last returned it. A `tat` only grows, so an old copy is a lower bound: it
 * tells which write is likely to succeed, and the condition of the write decides.
 */
const lastSeen = new WeakMap<Store, Item>();

/** One member of the item, and by how much it is to grow. */
interface Advance {
  readonly member: string;
  readonly byMs: number;
  /** How long ago the first slot of an idle member lies. */
  readonly agoMs: number;
  readonly aheadMs: number;
  /** The reservation succeeds even if this member is too far ahead to grow. */
  readonly optional?: true;
}

/**
 * Returns the write that advances several members at once. An idle member starts afresh; a busy one
 * is advanced by an ADD, so concurrent callers do not have to wait for each other.
 */
function advancing(seen: Partial<Item>, advances: readonly Advance[], now: number): Change {
  const set: Record<string, number> = {};
  const add: Record<string, number> = {};
  const notAbove: Record<string, number> = {};
  const above: Record<string, number> = {};
  const atMost: Record<string, number> = {};
  for (const { member, byMs, agoMs, aheadMs, optional } of advances) {
    const tat = Number(seen[member] ?? 0);
    const from = now - agoMs;
    if (tat <= from) {
      set[member] = from + byMs;
      notAbove[member] = from;
    } else if (tat <= now + aheadMs) {
      add[member] = byMs;
      above[member] = from;
      atMost[member] = now + aheadMs;
    } else if (!optional) throw new Error(`${member} has no slot in time.`);
  }
  return { set, add, when: { notAbove, above, atMost } };
}

/**
 * Reserves slots in rate limiters that all processes share (GCRA), for the calls of several
 * operations in one write, or for none of them. The first attempt goes by the last state that this
 * process has seen; only if that is out of date is the state read. No slot can be reserved further
 * than `aheadMs` ahead, because distant slots would be lost if their holder did not come.
 */
export async function reserve(
  { store, clock, config }: RateLimiterApp,
  priority: Priority,
  asked: readonly ReservedCalls[],
  aheadMs: number,
): Promise<Reservation> {
  let seen: Partial<Item> = lastSeen.get(store) ?? {};
  for (let tries = 0; ; tries++) {
    const now = clock.now();
    const limits = asked.map((calls) => limitOf(config, seen, calls, priority, now));
    const calls = limits.filter(({ count }) => count > 0);
    const nextFree = Math.max(now, ...calls.map(({ tat }) => tat));
    if (nextFree > now + aheadMs || tries === TRIES) return { nextFree };
    const own = calls.map(({ member, count, stepMs, agoMs }): Advance => ({
      member,
      byMs: stepMs * count,
      agoMs,
      aheadMs,
    }));
    const { set, add, when } = advancing(
      seen,
      priority === 'emergency' ? [...own, ...makingRoom(config, seen, calls, now)] : own,
      now,
    );
    // A 429 that this process has not seen yet would change the share.
    const cuts = Object.fromEntries(
      calls.map(({ operation }) => [cutOf(operation), Number(seen[cutOf(operation)] ?? 0)]),
    );
    const used = Object.fromEntries(calls.map((one) => [usedOf(one.operation), one.count]));
    const written = await store.update(RATE_LIMITERS, {
      ...(set && { set }),
      add: { ...add, ...used },
      when: { ...when, notAbove: { ...when?.notAbove, ...cuts } },
    });
    if (written) {
      lastSeen.set(store, written);
      return { slots: new Map(calls.map((one) => [one.operation, slotsOf(one, written)])) };
    }
    seen = await look(store);
  }
}

/** The state of one rate limiter, and the number of calls that are reserved in it. */
interface Limit extends ReservedCalls {
  readonly member: string;
  readonly tat: number;
  readonly stepMs: number;
  readonly agoMs: number;
}

function limitOf(
  shares: Shares,
  seen: Partial<Item>,
  { operation, count, withinMs }: ReservedCalls,
  priority: Priority,
  now: number,
): Limit {
  const cutAt = seen[cutOf(operation)];
  const stepMs = intervalMs(shareOf(shares, cutAt, now), operation, priority);
  const agoMs = priority === 'normal' ? burstMs(shares, cutAt, now, operation) : 0;
  const member = tatOf(operation, priority);
  const tat = Number(seen[member] ?? 0);
  const fitting =
    withinMs === undefined
      ? count
      : Math.floor((now + withinMs - Math.max(tat, now - agoMs)) / stepMs);
  return { operation, count: Math.max(0, Math.min(count, fitting)), member, tat, stepMs, agoMs };
}

/** Returns how far the emergencies' calls put off normal work. */
const makingRoom = (
  shares: Shares,
  seen: Partial<Item>,
  calls: readonly ReservedCalls[],
  now: number,
): Advance[] =>
  calls.map((one) => {
    const { member, stepMs } = limitOf(shares, seen, one, 'normal', now);
    return {
      member,
      byMs: stepMs * one.count,
      agoMs: 0,
      aheadMs: AHEAD_MS_MAX,
      optional: true,
    };
  });

function slotsOf({ member, count, stepMs }: Limit, written: Item): number[] {
  const end = Number(written[member]);
  return Array.from({ length: count }, (_, i) => Math.ceil(end - (count - i) * stepMs));
}

async function look(store: Store): Promise<Partial<Item>> {
  const item = await store.get(RATE_LIMITERS);
  if (item) lastSeen.set(store, item);
  return item ?? {};
}

/**
 * Returns whether emergencies have claimed the time of a normal slot since it was reserved. The
 * slot is then theirs.
 * @param restedMs how long ago the slot was reserved; a short time is not worth a read
 */
export async function isClaimed(
  { store, clock }: RateLimiterApp,
  operation: string,
  restedMs: number,
): Promise<boolean> {
  const seen = restedMs < STALE_MS ? lastSeen.get(store) : await look(store);
  const tat = Number(seen?.[tatOf(operation, 'emergency')] ?? 0);
  return tat > clock.now() + intervalMs(1, operation, 'emergency');
}

/**
 * Gives way after a 429 of a job: another program is using the quota. Normal work pauses for a
 * second and falls back to its lowest share. The pause does not go beyond the time that can be
 * reserved: a rate limiter that is pushed back without end would never come free. A throttled
 * emergency retries at once.
 */
export async function slowDown(
  { store, clock }: Pick<RateLimiterApp, 'store' | 'clock'>,
  operation: string,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = await look(store);
    const now = clock.now();
    const pause: Advance = {
      member: tatOf(operation, 'normal'),
      byMs: SLOWED_MS,
      agoMs: 0,
      aheadMs: AHEAD_MS_MAX,
      optional: true,
    };
    const { set, add, when } = advancing(seen, [pause], now);
    const written = await store.update(RATE_LIMITERS, {
      set: { ...set, [cutOf(operation)]: now },
      add: { ...add, [refusedOf(operation)]: 1 },
      ...(when && { when }),
    });
    if (!written) continue;
    lastSeen.set(store, written);
    return;
  }
}

/** The 429s of direct calls that this process has not written down, by operation. */
const uncounted = new WeakMap<Store, Map<string, number>>();

/**
 * Lets jobs fall back to their lowest share after a 429 of a direct call. Many callers may be
 * refused at once, so each process writes it down once a second at most.
 */
export async function cutShare({ store, clock }: RateLimiterApp, operation: string): Promise<void> {
  const now = clock.now();
  const counts = uncounted.get(store) ?? new Map<string, number>();
  uncounted.set(store, counts);
  const count = (counts.get(operation) ?? 0) + 1;
  counts.set(operation, count);
  if (now - Number(lastSeen.get(store)?.[cutOf(operation)] ?? 0) < CUT_EVERY_MS) return;
  counts.delete(operation);
  const written = await store.update(RATE_LIMITERS, {
    set: { [cutOf(operation)]: now },
    add: { [refusedOf(operation)]: count },
  });
  if (written) lastSeen.set(store, written);
}
