import { describe, expect, it } from 'vitest';
import { readCounts, type Count, type Counts } from '../../../scripts/cost/counts.ts';
import {
  amountsOf,
  ASSUMED,
  besideOf,
  monthOf,
  readPrices,
  schedulesOf,
  storedBytes,
  sumOf,
  timesIn,
  usdOf,
} from '../../../scripts/cost/month.ts';
import { printedMonth, usageFrom } from '../../../scripts/cost/options.ts';
import { billOf, usageOf } from '../../../scripts/cost/page.ts';

const prices = readPrices();
const store = { writes: 0, writeUnits: 0, indexWriteUnits: 0, reads: 0, readUnits: 0 };

const count = (more: Partial<Count> = {}): Count => ({
  title: 'some work',
  steps: 0,
  requests: 0,
  invocations: {},
  waitedMs: 0,
  store,
  events: 0,
  putEvents: 0,
  ivs: {},
  stored: { lastingBytes: 0, byteDays: 0 },
  ...more,
});

/** Counts in which a channel costs a read unit an hour, and a live stream ten. */
const counts = (more: Record<string, Count> = {}): Counts => {
  const schedule = (readUnits: number) => ({
    runs: 0,
    waitedMs: 0,
    store: { ...store, readUnits },
    events: 0,
    ivs: {},
  });
  const names = Object.keys(timesIn(usageOf(1)));
  return {
    work: { ...Object.fromEntries(names.map((name) => [name, count()])), ...more },
    hours: [
      { channels: 0, live: 0, parts: { sweep: schedule(5), closeLostEnds: schedule(0) } },
      { channels: 100, live: 0, parts: { sweep: schedule(105), closeLostEnds: schedule(100) } },
      { channels: 100, live: 10, parts: { sweep: schedule(205), closeLostEnds: schedule(100) } },
    ],
  };
};

describe('the price of some work', () => {
  it('has the entries of the indexes, the waits, and the events', () => {
    const amounts = amountsOf(
      count({
        requests: 1,
        invocations: { commands: 1, journal: 1 },
        waitedMs: 1_000,
        store: { writes: 2, writeUnits: 3, indexWriteUnits: 4, reads: 2, readUnits: 1.5 },
        events: 2,
        putEvents: 1,
        ivs: { GetChannel: 2 },
      }),
    );
    expect(amounts).toMatchObject({
      httpRequests: 1,
      lambdaRequests: 2,
      writeUnits: 7,
      readUnits: 1.5,
      events: 2,
    });
    // 1,000 ms of waiting, twice 10 ms, four requests of 5 ms, 20 ms, and twice 60 ms, in 0.5 GB.
    expect(amounts.lambdaGbSeconds).toBeCloseTo(0.59, 6);
  });

  it('is the amounts times their prices', () => {
    expect(usdOf({ writeUnits: 2_000_000, storage: 4, stateTransitions: 1_000 }, prices)).toBe(
      2 * 0.625 + 1 + 0.025,
    );
  });

  it('stands beside a transition or an operation a step, and one for the beginning', () => {
    const { stepFunctions, durableFunctions } = besideOf(count({ steps: 3 }), prices);
    expect(stepFunctions).toBeCloseTo((4 * 0.025) / 1_000, 9);
    expect(durableFunctions).toBeGreaterThan((4 * 8) / 1e6);
    expect(durableFunctions).toBeLessThan((4 * 8.5) / 1e6);
  });
});

describe('a month', () => {
  it('has the schedules, which grow with channels and streams up to their limits', () => {
    const readUnits = (channels: number, live: number): (number | undefined)[] =>
      schedulesOf(counts().hours, channels, live).map(({ amounts }) => amounts.readUnits);
    expect(readUnits(1_000, 0)).toEqual([730 * 1_000, 730 * 1_005]);
    expect(readUnits(1_000, 20)).toEqual([730 * 1_000, 730 * 1_205]);
    expect(readUnits(10_000, 0)).toEqual([730 * 3_000, 730 * 10_005]);
  });

  it('has as many streams, rotations and reads as there are channels and days', () => {
    const days = 730 / 24;
    const times = timesIn(
      usageOf(100, { rotateEveryDays: 7, streamsPerDay: 2, readsPerDay: 3, viewersRevoked: 500 }),
    );
    expect(times.stream).toBeCloseTo(200 * days);
    expect(times.rotateStreamKey).toBeCloseTo((100 * days) / 7);
    expect(times.readChannel).toBeCloseTo(300 * days);
    expect(times.revokeViewers).toBe(0.5);
    expect(timesIn(usageOf(100, { rotateEveryDays: 0 })).rotateStreamKey).toBe(0);
  });

  it('keeps in the table what has not expired', () => {
    const stream = count({ stored: { lastingBytes: 0, byteDays: 400_000 } });
    const createChannel = count({ stored: { lastingBytes: 50, byteDays: 0 } });
    expect(storedBytes(counts({ stream, createChannel }), usageOf(10))).toBeCloseTo(
      10 * 400_000 + 10 * 50,
    );
  });

  it('has the same sum by service and by work', () => {
    const lines = monthOf(readCounts(), usageOf(1_000, { routes: 5 }));
    const { usd, lines: bill } = billOf(lines, prices);
    const byService = bill.reduce((sum, line) => sum + line.usd, 0);
    const byWork = lines.reduce((sum, { amounts }) => sum + usdOf(amounts, prices), 0);
    expect(byService).toBeCloseTo(usd, 6);
    expect(byWork).toBeCloseTo(usd, 6);
    expect(sumOf(lines.map(({ amounts }) => amounts)).customMetrics).toBe(30 + ASSUMED.metrics);
  });
});

describe('npm run cost', () => {
  it('takes the defaults of the page, by the number of channels', () => {
    expect(usageFrom({})).toEqual(usageOf(1_000));
    expect(usageFrom({ channels: '50', 'rotate-every': '12h', created: '0' })).toEqual(
      usageOf(50, { rotateEveryDays: 0.5, created: 0 }),
    );
    expect(usageFrom({ 'rotate-every': 'never' })).toMatchObject({ rotateEveryDays: 0 });
  });

  it.for([
    [{ channels: 'many' }, '--channels must be a whole number from 0 to 1,000,000, not "many".'],
    [{ channels: '1.5' }, '--channels must be a whole number'],
    [{ channels: '2000000' }, '--channels must be a whole number from 0 to 1,000,000'],
    [{ 'stream-hours': '49' }, '--stream-hours must be a number from 0 to 48, not "49".'],
    [{ 'rotate-every': '30' }, '--rotate-every must be a time such as 30d or 12h'],
    [{ 'rotate-every': '400d' }, '--rotate-every must be a time'],
    [{ 'streams-per-day': '20' }, 'A channel cannot be live for 40 hours a day'],
  ] as const)('refuses %o', ([asked, told]) => {
    expect(usageFrom(asked)).toContain(told);
  });

  it('prints a month as text and as JSON', () => {
    const usage = usageOf(10_000);
    const text = printedMonth(usage, readCounts(), prices, false);
    expect(text).toContain('10,000 channels, us-east-1, list prices of 2026-11-29');
    const { usd, bill } = JSON.parse(printedMonth(usage, readCounts(), prices, true)) as {
      usd: number;
      bill: { what: string }[];
    };
    expect(text).toContain(`$${usd.toFixed(2)}`);
    expect(bill.map(({ what }) => what)).toContain('DynamoDB writes');
  });
});

describe('the prices', () => {
  it('each have a page of AWS, and say on which page the number was read', () => {
    for (const { source, seen, usd, per } of Object.values(prices.prices)) {
      expect(source).toMatch(/^https:\/\/(?:docs\.)?aws\.amazon\.com\//);
      if (seen !== null) expect(seen).toMatch(/^https:/);
      expect(usd * per).toBeGreaterThan(0);
    }
    expect(prices.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});
