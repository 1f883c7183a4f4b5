import type { ReservedCalls } from '../actions/context.ts';
import type { App } from '../app.ts';
import type { Item, Key, Store } from '../dynamodb.ts';
import type { Change } from '../expressions.ts';
import type { Ivs } from '../ivs/client.ts';
import { rateOf } from '../ivs/rates.ts';
import { IvsRefusal } from '../ivs/refusal.ts';

/**
 * Emergencies have rate limiters of their own, with first claim on the whole quota. The slots that
 * they take delay normal work.
 */
export type Priority = 'normal' | 'emergency';

type RateLimiterApp = Pick<App, 'store' | 'clock' | 'config'>;
type Shares = Pick<App['config'], 'laneShare' | 'laneShareMax'>;

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
/** Roughly how long a caller without a slot sleeps before it retries, in ms. */
const NAP_MS = 1_000;
/** How far a 429 at the lowest share pushes a rate limiter back, in ms. */
const SLOWED_MS = 1_000;
/** The time in which a share rises by one, in ms: from 0.8 to 1 in a minute. */
const RISES_BY_ONE_MS = 5 * 60_000;
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

/**
 * The item as each store last returned it. A `tat` only grows, so an old copy is a lower bound: it
 * tells which write is likely to succeed, and the condition of the write decides.
 */
const lastSeen = new WeakMap<Store, Item>();

/**
 * Returns the share of an operation's quota that normal work may use. It falls to its lowest value
 * with a 429, because another program is using the quota, and then rises again slowly until the
 * next one (additive increase, multiplicative decrease; Jacobson, "Congestion avoidance and
 * control").
 * @param now ms since the epoch
 */
function shareOf({ laneShare, laneShareMax }: Shares, cutAt: unknown, now: number): number {
  if (typeof cutAt !== 'number') return laneShareMax;
  return Math.min(laneShareMax, laneShare + Math.max(0, now - cutAt) / RISES_BY_ONE_MS);
}

/** Returns the milliseconds between two calls of one rate limiter. */
export function intervalMs(share: number, operation: string, priority: Priority): number {
  return 1_000 / (rateOf(operation) * (priority === 'normal' ? share : 1));
}

/** One member of the item, and by how much it is to grow. */
interface Advance {
  readonly member: string;
  readonly byMs: number;
  readonly aheadMs: number;
  /** The reservation succeeds even if this member is too far ahead to grow. */
  readonly optional?: true;
}

/**
 * Returns the write that advances several members at once. An idle member starts from now; a busy
 * one is advanced by an ADD, so concurrent callers do not have to wait for each other.
 */
function advancing(seen: Partial<Item>, advances: readonly Advance[], now: number): Change {
  const set: Record<string, number> = {};
  const add: Record<string, number> = {};
  const notAbove: Record<string, number> = {};
  const above: Record<string, number> = {};
  const atMost: Record<string, number> = {};
  for (const { member, byMs, aheadMs, optional } of advances) {
    const tat = Number(seen[member] ?? 0);
    if (tat <= now) {
      set[member] = now + byMs;
      notAbove[member] = now;
    } else if (tat <= now + aheadMs) {
      add[member] = byMs;
      above[member] = now;
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
  calls: readonly ReservedCalls[],
  aheadMs: number,
): Promise<Reservation> {
  let seen: Partial<Item> = lastSeen.get(store) ?? {};
  for (let tries = 0; ; tries++) {
    const now = clock.now();
    const nextFree = Math.max(
      now,
      ...calls.map(({ operation }) => Number(seen[tatOf(operation, priority)] ?? 0)),
    );
    if (nextFree > now + aheadMs || tries === TRIES) return { nextFree };
    const share = ({ operation }: ReservedCalls): number =>
      shareOf(config, seen[cutOf(operation)], now);
    const stepOf = (one: ReservedCalls, of: Priority): number =>
      intervalMs(share(one), one.operation, of);
    const own = calls.map((one): Advance => ({
      member: tatOf(one.operation, priority),
      byMs: stepOf(one, priority) * one.count,
      aheadMs,
    }));
    const makesRoom = calls.map((one): Advance => ({
      member: tatOf(one.operation, 'normal'),
      byMs: stepOf(one, 'normal') * one.count,
      aheadMs: AHEAD_MS_MAX,
      optional: true,
    }));
    const written = await store.update(
      RATE_LIMITERS,
      advancing(seen, priority === 'emergency' ? [...own, ...makesRoom] : own, now),
    );
    if (written) {
      lastSeen.set(store, written);
      const slotsOf = (one: ReservedCalls): number[] => {
        const step = stepOf(one, priority);
        const end = Number(written[tatOf(one.operation, priority)]);
        return Array.from({ length: one.count }, (_, i) => Math.ceil(end - (one.count - i) * step));
      };
      return { slots: new Map(calls.map((one) => [one.operation, slotsOf(one)])) };
    }
    seen = await look(store);
  }
}

async function look(store: Store): Promise<Partial<Item>> {
  const item = await store.get(RATE_LIMITERS);
  if (item) lastSeen.set(store, item);
  return item ?? {};
}

/**
 * Gives way after a 429: another program is using the quota. Normal work falls back to its lowest
 * share, and from there pauses for a second, but not beyond the time that can be reserved: a rate
 * limiter that is pushed back without end would never come free. A throttled emergency retries at
 * once.
 */
export async function slowDown(
  { store, clock, config }: RateLimiterApp,
  operation: string,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = await look(store);
    const now = clock.now();
    const isLowest = shareOf(config, seen[cutOf(operation)], now) <= config.laneShare;
    const pause: Advance = {
      member: tatOf(operation, 'normal'),
      byMs: SLOWED_MS,
      aheadMs: AHEAD_MS_MAX,
      optional: true,
    };
    const { set, add, when } = advancing(seen, isLowest ? [pause] : [], now);
    const written = await store.update(RATE_LIMITERS, {
      set: { ...set, [cutOf(operation)]: now },
      ...(add && { add }),
      ...(when && { when }),
    });
    if (!written) continue;
    lastSeen.set(store, written);
    return;
  }
}

/**
 * Returns an IVS for calls outside of jobs (event handlers, schedules, counting). A call waits for
 * its slot among those of the jobs, and retries once when IVS says that it came too soon.
 * @param untilMs ms since the epoch; a call without a slot by then is refused as IVS would refuse
 * it
 */
export function paced(app: RateLimiterApp & Pick<App, 'ivs' | 'random'>, untilMs: number): Ivs {
  return {
    async call(operation, command) {
      for (;;) {
        await takeSlot(app, operation, untilMs);
        try {
          return await app.ivs.call(operation, command);
        } catch (error) {
          if (!(error instanceof IvsRefusal && error.class === 'throttled')) throw error;
          await slowDown(app, operation);
        }
      }
    },
    // Jobs bring their own slots.
    within: (harness) => app.ivs.within(harness),
  };
}

async function takeSlot(
  app: RateLimiterApp & Pick<App, 'random'>,
  operation: string,
  untilMs: number,
): Promise<void> {
  const { clock, random } = app;
  for (;;) {
    const leftMs = untilMs - clock.now();
    const reservation = await reserve(
      app,
      'normal',
      [{ operation, count: 1 }],
      Math.min(AHEAD_MS_MAX, leftMs),
    );
    if ('slots' in reservation) {
      const restMs = (reservation.slots.get(operation)?.[0] ?? 0) - clock.now();
      return restMs > 0 ? clock.sleep(restMs) : undefined;
    }
    if (leftMs <= NAP_MS)
      throw new IvsRefusal(operation, {
        name: 'ThrottlingException',
        message: 'No slot was available in time.',
      });
    await clock.sleep(NAP_MS * (0.5 + random.next()));
  }
}
