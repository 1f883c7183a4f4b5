import { expect, test } from 'vitest';
import { startSchedule } from '../../../local/bus/schedules.ts';
import { dateAt, VirtualClock } from '../../../local/clock.ts';
import { AdjustableClock } from '../../../local/ivs/state/adjustableClock.ts';
import { settlePromises, passTime } from './fixture.ts';

async function runsOf(expression: string, startIso: string, forMs: number): Promise<string[]> {
  const clock = new VirtualClock(Date.parse(startIso));
  const runs: string[] = [];
  const end = startSchedule(expression, clock, () => runs.push(dateAt(clock.now()).toISOString()));
  await passTime(clock, forMs);
  end();
  expect(clock.nextAt()).toBeUndefined();
  return runs;
}

test('a rate runs 5 s after the start, then at its interval', async () => {
  expect(await runsOf('rate(1 minute)', '2026-11-23T10:00:00Z', 150_000)).toEqual([
    '2026-11-23T10:00:05.000Z',
    '2026-11-23T10:01:05.000Z',
    '2026-11-23T10:02:05.000Z',
  ]);
});

test('a daily cron runs at its minute in UTC, in any time zone of the machine', async () => {
  expect(await runsOf('cron(17 3 * * ? *)', '2026-12-30T12:00:00Z', 3 * 86_400_000)).toEqual([
    '2026-12-31T03:17:00.000Z',
    '2027-01-01T03:17:00.000Z',
    '2027-01-02T03:17:00.000Z',
  ]);
});

test('an hourly cron runs at its minute of every hour', async () => {
  expect(await runsOf('cron(17 * * * ? *)', '2026-12-31T22:30:00Z', 3 * 3_600_000)).toEqual([
    '2026-12-31T23:17:00.000Z',
    '2027-01-01T00:17:00.000Z',
    '2027-01-01T01:17:00.000Z',
  ]);
});

test('a cron runs on the last day of the month', async () => {
  expect(await runsOf('cron(0 8 L * ? *)', '2026-01-01T00:00:00Z', 62 * 86_400_000)).toEqual([
    '2026-01-31T08:00:00.000Z',
    '2026-02-28T08:00:00.000Z',
  ]);
});

test('a cron whose years are over never runs and does no harm', async () => {
  expect(await runsOf('cron(0 0 1 1 ? 2020)', '2026-01-01T00:00:00Z', 400 * 86_400_000)).toEqual(
    [],
  );
});

test('missed runs are not made up for', async () => {
  const clock = new VirtualClock(0);
  let runs = 0;
  const end = startSchedule('rate(1 minute)', clock, () => (runs += 1));
  clock.moveTo(600_000);
  await passTime(clock, 0);
  expect(runs).toBe(1);
  expect(clock.nextAt()).toBe(605_000);
  end();
});

test('a clock moved by a year runs a schedule once, at its first moment', async () => {
  const base = new VirtualClock(0);
  const clock = new AdjustableClock(base);
  const runs: number[] = [];
  const end = startSchedule('rate(1 minute)', clock, () => runs.push(clock.now()));
  clock.advance(365 * 86_400_000);
  await settlePromises();
  expect(runs).toEqual([5_000]);
  await passTime(base, 60_000);
  expect(runs).toEqual([5_000, 365 * 86_400_000 + 5_000]);
  end();
  await passTime(base, 120_000);
  expect(runs).toHaveLength(2);
});

test('a run that throws is not the last one', async () => {
  const clock = new VirtualClock(0);
  startSchedule('rate(1 hour)', clock, () => {
    throw new Error('boom');
  });
  expect(() => clock.fireNext(10_000)).toThrow('boom');
  await settlePromises();
  expect(clock.nextAt()).toBe(3_605_000);
});

test('refuses a cron with an impossible minute', () => {
  expect(() => startSchedule('cron(99 3 * * ? *)', new VirtualClock(), () => undefined)).toThrow(
    '99',
  );
});

test.each([
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'rate(1 week)',
  'every minute',
  'cron(0 0 * * ?)',
])('refuses %s', (expression) => {
  expect(() => startSchedule(expression, new VirtualClock(), () => undefined)).toThrow(
    'not a valid schedule expression',
  );
});
