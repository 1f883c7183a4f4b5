import type { App } from '../app.ts';
import type { Ivs } from '../ivs/client.ts';
import { rateOf } from '../ivs/rates.ts';
import { IvsRefusal } from '../ivs/refusal.ts';

/**
 * Emergencies have a rate limiter of their own, with first claim on the whole quota. The slots that
 * they take delay normal work.
 */
export type Priority = 'normal' | 'emergency';

type RateLimiterApp = Pick<App, 'store' | 'clock' | 'config'>;

/**
 * The slots for a block of calls (ms since the epoch, evenly spaced), or the time of the next free
 * slot.
 */
export type Reservation = { slots: number[] } | { nextFree: number };

/**
 * How far ahead a slot may be reserved, in ms: short enough that the process that reserved it still
 * runs when it comes.
 */
export const AHEAD_MS_MAX = 10_000;
/** Roughly how long a caller without a slot sleeps before it retries, in ms. */
const NAP_MS = 1_000;
/** How far a 429 pushes a rate limiter back, in ms, because another program is using the quota. */
const SLOWED_MS = 1_000;
const TRIES = 4;

const rateLimiterOf = (operation: string, priority: Priority): { pk: string; sk: string } => ({
  pk: `lane#${operation}#${priority}`,
  sk: 'lane',
});

/** Returns the milliseconds between two calls of one rate limiter. */
export function intervalMs(laneShare: number, operation: string, priority: Priority): number {
  return 1_000 / (rateOf(operation) * (priority === 'normal' ? laneShare : 1));
}

/**
 * Reserves slots for `count` calls in a rate limiter that all processes share: GCRA, one item for
 * each operation and priority, whose `tat` (theoretical arrival time) is when the next call may be
 * made. A caller that finds it full has only read it, so hundreds that want the same slots do not
 * keep each other from writing. A busy limiter is advanced by an ADD, so concurrent callers do not
 * have to wait for each other. No slot can be reserved further than `aheadMs` ahead, because
 * distant slots would be lost if their holder did not come.
 */
export async function reserve(
  app: RateLimiterApp,
  operation: string,
  priority: Priority,
  count: number,
  aheadMs: number,
): Promise<Reservation> {
  const reservation = await reserveIn(app, operation, priority, count, aheadMs);
  const share = intervalMs(app.config.laneShare, operation, 'normal') * count;
  if (priority === 'emergency' && 'slots' in reservation)
    await pushBack(app, operation, 'normal', share);
  return reservation;
}

async function reserveIn(
  { store, clock, config }: RateLimiterApp,
  operation: string,
  priority: Priority,
  count: number,
  aheadMs: number,
): Promise<Reservation> {
  const key = rateLimiterOf(operation, priority);
  const step = intervalMs(config.laneShare, operation, priority);
  let nextFree = 0;
  for (let tries = 0; tries < TRIES; tries++) {
    const tat = (await store.get(key))?.tat;
    const now = clock.now();
    nextFree = Math.max(now, Number(tat ?? 0));
    if (nextFree > now + aheadMs) return { nextFree };
    if (nextFree > now) {
      const busy = await store.update(key, {
        add: { tat: step * count },
        when: { above: { tat: now }, atMost: { tat: now + aheadMs } },
      });
      if (busy) return { slots: spaced(Number(busy.tat) - step * count, step, count) };
    } else {
      if (
        await store.update(key, {
          set: { tat: now + step * count },
          when: { notAbove: { tat: now } },
        })
      )
        return { slots: spaced(now, step, count) };
    }
  }
  return { nextFree: nextFree + step };
}

const spaced = (first: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.ceil(first + i * step));

/** Slows down after a 429. Normal work makes room first; a throttled emergency retries at once. */
export const slowDown = (app: RateLimiterApp, operation: string): Promise<void> =>
  pushBack(app, operation, 'normal', SLOWED_MS);

/**
 * Delays all further calls of an operation, but not beyond the time that can be reserved: a rate
 * limiter that is pushed back without end would never come free.
 */
async function pushBack(
  { store, clock }: RateLimiterApp,
  operation: string,
  priority: Priority,
  ms: number,
): Promise<void> {
  const key = rateLimiterOf(operation, priority);
  const now = clock.now();
  if (
    await store.update(key, {
      add: { tat: ms },
      when: { above: { tat: now }, atMost: { tat: now + AHEAD_MS_MAX } },
    })
  )
    return;
  await store.update(key, { set: { tat: now + ms }, when: { notAbove: { tat: now } } });
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
    const reservation = await reserve(app, operation, 'normal', 1, Math.min(AHEAD_MS_MAX, leftMs));
    if ('slots' in reservation) {
      const restMs = (reservation.slots[0] ?? 0) - clock.now();
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
