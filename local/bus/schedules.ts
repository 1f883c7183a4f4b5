import cron from 'aws-cron-parser';
import { dateAt } from '../clock.ts';
import type { Clock } from '../clock.ts';

/**
 * The delay of a rate's first run, in ms, which EventBridge does not specify. It is short enough to
 * see the schedule work and long enough for the stack to be ready.
 */
const firstRateRunMs = 5_000;

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * Runs `act` by an EventBridge schedule expression, `rate(5 minutes)` or `cron(17 3 * * ? *)`, in
 * UTC.
 * @returns a function that ends the schedule
 * @throws Error for an expression that EventBridge would refuse
 */
export function startSchedule(expression: string, clock: Clock, act: () => void): () => void {
  const next = runsOf(expression, clock.now());
  let ended = false;
  let cancel: (() => void) | undefined;
  const arm = (after: number): void => {
    const at = ended ? undefined : next(after);
    if (at === undefined) return;
    cancel = clock.after(at - clock.now(), () => {
      // The next run is armed before `act`, because a run that throws must not be the last. It is
      // armed in a microtask, because a clock that is advanced by a year fires one run: missed runs
      // are not made up for.
      queueMicrotask(() => arm(Math.max(at, clock.now())));
      act();
    });
  };
  arm(clock.now());
  return () => {
    ended = true;
    cancel?.();
  };
}

/**
 * @returns a function that maps a time to the first run after it, in ms; undefined when no run is
 * left
 */
function runsOf(expression: string, startMs: number): (afterMs: number) => number | undefined {
  const [, count, unit, plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  if (count !== undefined && unit !== undefined) {
    if ((count === '1') !== (plural === '') || count === '0')
      throw new Error(`${expression} is not a valid schedule expression`);
    const everyMs = Number(count) * (unitMs[unit] ?? 0);
    const firstMs = startMs + firstRateRunMs;
    return (afterMs) =>
      afterMs < firstMs
        ? firstMs
        : firstMs + (Math.floor((afterMs - firstMs) / everyMs) + 1) * everyMs;
  }
  const [, fields] = /^cron\((\S+ \S+ \S+ \S+ \S+ \S+)\)$/.exec(expression) ?? [];
  if (fields === undefined) throw new Error(`${expression} is not a valid schedule expression`);
  const parsed = cron.parse(fields);
  return (afterMs) => cron.next(parsed, dateAt(afterMs))?.getTime();
}
