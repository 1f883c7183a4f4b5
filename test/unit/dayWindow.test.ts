import { describe, expect, test } from 'vitest';
import { isWithin, lastOpeningBy, lastWholeBy } from '../../lib/dayWindow.ts';
import { fractionOf } from '../../lib/random.ts';
import { mayRotate, rotationTimes } from '../../lib/records/rotationTimes.ts';

const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number): string => new Date(ms).toISOString();
const BERLIN = { from: '02:00', to: '05:00', zone: 'Europe/Berlin' };
const OVERNIGHT = { from: '22:00', to: '01:00', zone: 'America/New_York' };

test.each([
  ['2026-06-01T00:00:00Z', true],
  ['2026-05-31T23:59:59Z', false],
  ['2026-06-01T02:59:59Z', true],
  ['2026-06-01T03:00:00Z', false],
  // In winter the clocks of Berlin are an hour ahead of UTC.
  ['2026-12-01T00:30:00Z', false],
  ['2026-12-01T01:00:00Z', true],
])('at %s the window of a day is open: %s', (time, isOpen) => {
  expect(isWithin(BERLIN, at(time))).toBe(isOpen);
});

test.each([
  ['2026-07-01T01:59:00Z', false],
  ['2026-07-01T02:00:00Z', true],
  ['2026-07-01T04:30:00Z', true],
  ['2026-07-01T05:00:00Z', false],
])('at %s the window that passes midnight is open: %s', (time, isOpen) => {
  expect(isWithin(OVERNIGHT, at(time))).toBe(isOpen);
});

test.each([
  ['a summer night', BERLIN, '2026-06-01T03:00:00Z', '2026-06-01T00:00:00.000Z'],
  ['a moment before it closes', BERLIN, '2026-06-01T02:59:59Z', '2026-05-31T00:00:00.000Z'],
  // At 02:00 on 29 March 2026 the clocks of Berlin go to 03:00, so the window has two hours.
  ['the night with a skipped hour', BERLIN, '2026-03-29T03:00:00Z', '2026-03-29T01:00:00.000Z'],
  // At 03:00 on 25 October 2026 they go back to 02:00; it opens at the first 02:00.
  ['the night with a double hour', BERLIN, '2026-10-25T04:00:00Z', '2026-10-25T00:00:00.000Z'],
  ['a window that passes midnight', OVERNIGHT, '2026-07-01T05:00:00Z', '2026-07-01T02:00:00.000Z'],
  ['its evening', OVERNIGHT, '2026-07-01T04:59:00Z', '2026-06-30T02:00:00.000Z'],
])('the last whole window by the end of %s', (_what, window, by, opens) => {
  expect(iso(lastWholeBy(window, at(by)))).toBe(opens);
});

test('the last opening is that of the window that is open', () => {
  expect(iso(lastOpeningBy(BERLIN, at('2026-06-01T02:59:00Z')))).toBe('2026-06-01T00:00:00.000Z');
  expect(iso(lastOpeningBy(OVERNIGHT, at('2026-07-01T04:30:00Z')))).toBe(
    '2026-07-01T02:00:00.000Z',
  );
});

test.each([
  // On 28 March 2027 the clocks of Berlin go from 02:00 to 03:00.
  ['the skipped hour', { from: '02:00', to: '03:00' }, '2027-03-27T01:00:00.000Z'],
  ['a part of it', { from: '02:00', to: '02:30' }, '2027-03-27T01:00:00.000Z'],
  ['its end', { from: '02:30', to: '05:00' }, '2027-03-28T01:00:00.000Z'],
  ['its beginning', { from: '01:30', to: '02:30' }, '2027-03-28T00:30:00.000Z'],
])('a window of %s is on the last day that has it', (_what, times, opens) => {
  const window = { ...times, zone: 'Europe/Berlin' };
  expect(iso(lastWholeBy(window, at('2027-03-28T10:00:00Z')))).toBe(opens);
});

describe('a window on every day of three years', () => {
  const MINUTE_MS = 60_000;
  const WINDOWS = [
    ['00:00', '01:00'],
    ['02:00', '02:30'],
    ['02:30', '05:00'],
    ['22:00', '02:15'],
  ] as const;

  test.each([
    'Europe/Berlin',
    'America/Santiago',
    'Africa/Cairo',
    'Antarctica/Troll',
    'Australia/Lord_Howe',
  ])('opens and closes as its clocks say, in %s', (zone) => {
    for (const [from, to] of WINDOWS) {
      const window = { from, to, zone };
      const wrong: string[] = [];
      let before = lastWholeBy(window, at('2026-01-01T12:00:00Z'));
      for (let ms = at('2026-01-02T12:00:00Z'); ms < at('2029-01-01T00:00:00Z'); ms += 86_400_000) {
        const opens = lastWholeBy(window, ms);
        const sound =
          isWithin(window, opens) &&
          !isWithin(window, opens - MINUTE_MS) &&
          lastOpeningBy(window, opens) === opens &&
          opens < ms &&
          opens >= before &&
          opens - before < 2.1 * 86_400_000;
        if (!sound) wrong.push(`${from}-${to} by ${iso(ms)}: ${iso(opens)}`);
        before = opens;
      }
      expect(wrong).toEqual([]);
    }
  });
});

describe('the times of a rotation', () => {
  const DAY_MS = 86_400_000;
  const policyOf = (rotation: object) => ({
    name: 'night',
    selection: {},
    updatedBy: 'ops',
    updatedAt: 0,
    rotation,
  });
  const since = at('2026-05-02T12:00:00Z');

  test('a place in the spread is always the same for a channel, and never after the deadline', () => {
    const rule = { maxAgeMs: 30 * DAY_MS, policy: policyOf({ spreadMs: 10 * DAY_MS }) };
    for (const id of ['AbCdEf123456', 'b', 'c']) {
      const { dueAt, actAt } = rotationTimes(rule, id, since);
      expect(dueAt - actAt).toBe(Math.floor(10 * DAY_MS * fractionOf(id)));
      expect(fractionOf(id)).toBeGreaterThanOrEqual(0);
      expect(fractionOf(id)).toBeLessThan(1);
    }
  });

  test('a key waits for its window, until it is too old', () => {
    const rule = { maxAgeMs: 30 * DAY_MS, policy: policyOf({ window: BERLIN }) };
    const times = rotationTimes(rule, 'a', since);
    expect(iso(times.dueAt)).toBe('2026-06-01T12:00:00.000Z');
    expect(iso(times.actAt)).toBe('2026-06-01T00:00:00.000Z');
    const may = (time: string): boolean => mayRotate(rule, times, at(time));
    expect(may('2026-05-31T01:00:00Z')).toBe(false);
    expect(may('2026-06-01T01:00:00Z')).toBe(true);
    expect(may('2026-06-01T03:00:00Z')).toBe(false);
    expect(may('2026-06-01T12:00:00Z')).toBe(true);
  });

  test('a key is not rotated before it was made', () => {
    const rule = { maxAgeMs: 2 * DAY_MS, policy: policyOf({ spreadMs: DAY_MS, window: BERLIN }) };
    const { actAt } = rotationTimes(rule, 'a', at('2026-06-01T01:00:00Z'));
    expect(actAt).toBeGreaterThanOrEqual(at('2026-06-01T01:00:00Z'));
  });
});
