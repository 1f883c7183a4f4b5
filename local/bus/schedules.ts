import cron from 'aws-cron-parser';
import { dateAt } from '../clock.ts';
import type { Clock } from '../clock.ts';

/**
 * EventBridge promises no first moment of a rate; this is soon enough to see it work and late
 * enough to be ready.
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
 * @returns what ends it.
 * @throws Error for an expression that EventBridge would refuse.
 */
export function startSchedule(expression: string, clock: Clock, act: () => void): () => void {
  const next = runsOf(expression, clock.now());
  let ended = false;
  let cancel: (() => void) | undefined;
  const arm = (after: number): void => {
    const at = ended ? undefined : next(after);
    if (at === undefined) return;
    cancel = clock.after(at - clock.now(), () => {
      // Armed before the run, because one that throws must not be the last; and in a moment,
      // because a clock that is moved by a year fires the run once: those that were slept through
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
 * @returns a function from a moment to the first run after it, in ms; undefined when there is none
 * any more.
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
