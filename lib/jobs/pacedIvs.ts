import type { App } from '../app.ts';
import type { Ivs } from '../ivs/client.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { AHEAD_MS_MAX, reserve, slowDown, type RateLimiterApp } from './rateLimiter.ts';

/** Roughly how long a caller without a slot sleeps before it retries, in ms. */
const NAP_MS = 1_000;

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
