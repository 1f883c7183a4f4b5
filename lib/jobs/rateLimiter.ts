import type { App } from '../app.ts';
import type { Ivs } from '../ivs/client.ts';
import { rateOf } from '../ivs/rates.ts';
import { IvsRefusal } from '../ivs/refusal.ts';

/**
 * Emergencies have a rate limiter of their own with first claim on the whole quota: what they take
 * of it, normal work waits longer for.
 */
export type Priority = 'normal' | 'emergency';

type RateLimiterApp = Pick<App, 'store' | 'clock' | 'config'>;

/**
 * Turns for a block of calls (ms since the epoch, evenly spaced), or when the next free one comes.
 */
export type Reservation = { slots: number[] } | { nextFree: number };

/**
 * How far ahead a turn may be reserved: short enough that whoever reserved it is still there when
 * it comes.
 */
export const AHEAD_MS_MAX = 10_000;
/** How long who got no turn waits, about, before asking for one again. */
const NAP_MS = 1_000;
/** How far a 429 pushes a rate limiter back: somebody else is using the quota. */
const SLOWED_MS = 1_000;
const TRIES = 4;

const rateLimiterOf = (operation: string, priority: Priority): { pk: string; sk: string } => ({
  pk: `lane#${operation}#${priority}`,
  sk: 'lane',
});

/** Milliseconds between two calls of one rate limiter. */
export function intervalMs(laneShare: number, operation: string, priority: Priority): number {
  return 1_000 / (rateOf(operation) * (priority === 'normal' ? laneShare : 1));
}

/**
 * Reserves slots for `count` calls in a rate limiter that all processes share: GCRA, one item for
 * each operation and priority, whose `tat` (theoretical arrival time) is when the next call may be
 * made. A caller that finds it full has only read it: hundreds that want the same slots must not
 * keep each other from writing. A busy one is pushed on with an ADD, so that concurrent callers do
 * not have to queue for it. Nobody can reserve further than `aheadMs` ahead: slots that are far off
 * would be lost if their holder did not come.
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

/**
 * Slows down after a 429. Normal work makes room first: an emergency that was throttled tries again
 * at once.
 */
export const slowDown = (app: RateLimiterApp, operation: string): Promise<void> =>
  pushBack(app, operation, 'normal', SLOWED_MS);

/**
 * Puts off all further calls of an operation, but not beyond what can be reserved: a rate limiter
 * that is pushed on without end would never come free.
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
 * IVS for what is called in no job (reactions, schedules, counting): a call waits for its turn
 * among those of the jobs, and once more when IVS says that it came too soon.
 * @param untilMs ms since the epoch; a call that has had no turn by then is refused as IVS would
 * refuse it
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
    // Jobs bring turns of their own.
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
