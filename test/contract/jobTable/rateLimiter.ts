import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { burstMs, intervalMs, type Priority } from '../../../lib/jobs/quotaShares.ts';
import {
  cutOf,
  cutShare,
  isClaimed,
  RATE_LIMITERS,
  reserve,
  slowDown,
} from '../../../lib/jobs/rateLimiter.ts';
import { openSetting, type Setting } from './setting.ts';

const AHEAD_MS = 60_000;
const FOREIGN = [
  'BatchStartViewerSessionRevocation',
  'DeleteChannel',
  'DeleteStreamKey',
  'StartViewerSessionRevocation',
  'StopStream',
];
const NEVER_QUIET = 1e15;

const gapsOf = (slots: readonly number[]): number[] =>
  slots.slice(1).map((slot, i) => slot - (slots[i] ?? 0));
const busiestSecond = (slots: readonly number[]): number =>
  Math.max(
    ...slots.map((from) => slots.filter((slot) => slot >= from && slot < from + 1_000).length),
  );

/** Tests shared rates: the slots that many processes reserve at once stay within the quota. */
export function rateLimiterContract(url: () => string): void {
  let at: Setting;
  beforeEach(async () => {
    // With this share, the interval is not a whole number of milliseconds.
    at = await openSetting(url(), { laneShare: 0.7, laneShareMax: 0.7 });
    // As long as another program uses these operations, nothing is caught up.
    await at.store.update(RATE_LIMITERS, {
      set: Object.fromEntries(FOREIGN.map((operation) => [cutOf(operation), NEVER_QUIET])),
    });
  });
  afterEach(() => at.close());

  const reserved = async (
    count = 1,
    operation = 'DeleteChannel',
    priority: Priority = 'normal',
    aheadMs = AHEAD_MS,
  ): Promise<number[]> => {
    const reservation = await reserve(at, priority, [{ operation, count }], aheadMs);
    if ('nextFree' in reservation)
      throw new Error(`No slot before ${reservation.nextFree - at.clock.now()} ms from now.`);
    return reservation.slots.get(operation) ?? [];
  };
  const reserveOne = (aheadMs: number) =>
    reserve(at, 'normal', [{ operation: 'DeleteChannel', count: 1 }], aheadMs);

  describe('a rate limiter', () => {
    it('gives concurrent callers distinct slots, evenly spaced', async () => {
      const slots = (await Promise.all(Array.from({ length: 20 }, () => reserved())))
        .flat()
        .toSorted((a, b) => a - b);
      const step = intervalMs(0.7, 'DeleteChannel', 'normal');
      expect(step).toBeCloseTo(285.714, 2);
      expect(slots[0]).toBe(at.clock.now());
      for (const gap of gapsOf(slots)) expect(Math.abs(gap - step)).toBeLessThanOrEqual(1);
    });

    it('never exceeds its rate in any second, however its slots are asked for', async () => {
      const slots: number[] = [];
      const waits = [0, 10, 900, 0, 3_000, 1, 250, 5_000, 0, 286];
      for (const [i, wait] of waits.entries()) {
        at.clock.moveTo(at.clock.now() + wait);
        const blocks = await Promise.all(
          Array.from({ length: 1 + (i % 3) }, () => reserved(1 + (i % 4))),
        );
        slots.push(...blocks.flat());
      }
      expect(new Set(slots).size).toBe(slots.length);
      expect(busiestSecond(slots)).toBeLessThanOrEqual(Math.floor(5 * 0.7) + 1);
    });

    it('gives a block of slots in a row', async () => {
      const block = await reserved(4);
      const [next] = await reserved();
      expect(gapsOf([...block, next ?? 0]).every((gap) => gap === 285 || gap === 286)).toBe(true);
    });

    it('reserves no slot beyond the longest wait, and says when the next is free', async () => {
      await reserved(10);
      const full = await reserveOne(1_000);
      expect(full).toEqual({ nextFree: expect.closeTo(at.clock.now() + (10 * 1_000) / 3.5, 0) });
      const [next] = await reserved();
      expect(next).toBe(Math.ceil(at.clock.now() + (10 * 1_000) / 3.5));

      at.clock.moveTo(Math.ceil('nextFree' in full ? full.nextFree : 0) - 1_000 + 300);
      expect(await reserved(1, 'DeleteChannel', 'normal', 1_000)).toHaveLength(1);
    });

    it('is reserved no further ahead than asked, however many want a slot at once', async () => {
      const reservations = await Promise.all(Array.from({ length: 40 }, () => reserveOne(1_000)));
      const slots = reservations.flatMap((reservation) =>
        'slots' in reservation ? [...reservation.slots.values()].flat() : [],
      );
      expect(slots.length).toBeGreaterThan(0);
      expect(Math.max(...slots)).toBeLessThanOrEqual(at.clock.now() + 1_000);
    });

    it('starts afresh after a rest: unused slots are not saved up', async () => {
      await reserved(3);
      at.clock.moveTo(at.clock.now() + 60_000);
      const slots = (await Promise.all(Array.from({ length: 6 }, () => reserved()))).flat();
      expect(Math.min(...slots)).toBe(at.clock.now());
      expect(busiestSecond(slots)).toBeLessThanOrEqual(4);
    });

    it('reserves slots of several operations in one write, or none of them', async () => {
      await reserved(10, 'StopStream');
      const both = [
        { operation: 'DeleteStreamKey', count: 1 },
        { operation: 'StopStream', count: 2 },
      ];
      const stopsAt = at.clock.now() + (10 * 1_000) / 3.5;
      expect(await reserve(at, 'normal', both, 1_000)).toEqual({
        nextFree: expect.closeTo(stopsAt, 0),
      });
      const before = at.sent.length;
      const reservation = await reserve(at, 'normal', both, AHEAD_MS);
      expect('slots' in reservation && [...reservation.slots]).toEqual([
        ['DeleteStreamKey', [at.clock.now()]],
        ['StopStream', [Math.ceil(stopsAt), Math.ceil(stopsAt + 1_000 / 3.5)]],
      ]);
      expect(at.sent.slice(before)).toEqual(['Update']);
    });

    it('uses the whole quota, gives way after a 429, and recovers within a minute', async () => {
      const adaptive = { ...at, config: { ...at.config, laneShare: 0.8, laneShareMax: 1 } };
      const gap = async (): Promise<number> => {
        const calls = [{ operation: 'CreateChannel', count: 3 }];
        const reservation = await reserve(adaptive, 'normal', calls, AHEAD_MS);
        const [first = 0, second = 0] =
          'slots' in reservation ? (reservation.slots.get('CreateChannel') ?? []) : [];
        at.clock.moveTo(at.clock.now() + 1_000);
        return second - first;
      };
      expect(await gap()).toBe(200);
      await slowDown(adaptive, 'CreateChannel');
      expect(await gap()).toBe(250);
      at.clock.moveTo(at.clock.now() + 29_000);
      expect(await gap()).toBe(Math.ceil(1_000 / 4.5));
      at.clock.moveTo(at.clock.now() + 30_000);
      expect(await gap()).toBe(200);
    });

    it('catches up a part of the last second, only while nobody else uses the quota', async () => {
      const adaptive = { ...at, config: { ...at.config, laneShare: 0.8, laneShareMax: 1 } };
      const slots = async (count: number): Promise<number[]> => {
        const calls = [{ operation: 'CreateChannel', count }];
        const reservation = await reserve(adaptive, 'normal', calls, AHEAD_MS);
        if ('nextFree' in reservation) throw new Error('There is no slot.');
        return (reservation.slots.get('CreateChannel') ?? []).map((slot) => slot - at.clock.now());
      };
      expect(await slots(4)).toEqual([-400, -200, 0, 200]);
      at.clock.moveTo(at.clock.now() + 500);
      // The limiter was idle for 100 ms, and 300 of the last 400 ms were used.
      expect(await slots(2)).toEqual([-100, 100]);
      at.clock.moveTo(at.clock.now() + 60_000);
      expect(await slots(1)).toEqual([-400]);
      await slowDown(adaptive, 'CreateChannel');
      at.clock.moveTo(at.clock.now() + 5_000);
      expect(await slots(1)).toEqual([0]);
    });

    it('catches up its share of a second, if the share is fixed', async () => {
      const reservation = await reserve(
        at,
        'normal',
        [{ operation: 'CreateChannel', count: 5 }],
        0,
      );
      const slots = 'slots' in reservation ? (reservation.slots.get('CreateChannel') ?? []) : [];
      // Three and a half of five calls a second: two and a half more than the first.
      expect(slots.map((slot) => slot - at.clock.now())).toEqual([-714, -428, -142, 143, 429]);

      const share = { ...at.config, laneShare: 0.8, laneShareMax: 0.8 };
      const now = at.clock.now();
      expect(burstMs(share, undefined, now, 'CreateChannel')).toBeCloseTo(750);
      expect(burstMs(share, now - 59_000, now, 'CreateChannel')).toBe(0);
      expect(burstMs(share, now - 60_000, now, 'CreateChannel')).toBeCloseTo(750);
      // One call a second leaves nothing to catch up.
      expect(burstMs(share, undefined, now, 'InsertAdBreak')).toBe(0);
    });

    it('reserves only as many slots as fit into a time, while others wait', async () => {
      await reserved(10, 'StartViewerSessionRevocation');
      const asked = (withinMs: number) => [
        { operation: 'BatchStartViewerSessionRevocation', count: 1 },
        { operation: 'StartViewerSessionRevocation', count: 10, withinMs },
      ];
      const counts = async (withinMs: number): Promise<Record<string, number>> => {
        const reservation = await reserve(at, 'normal', asked(withinMs), AHEAD_MS);
        if ('nextFree' in reservation) throw new Error('There is no slot.');
        return Object.fromEntries(
          [...reservation.slots].map(([operation, slots]) => [operation, slots.length]),
        );
      };
      // The ten slots take 1.43 s, and each more of them 143 ms.
      expect(await counts(1_000)).toEqual({ BatchStartViewerSessionRevocation: 1 });
      expect(await counts(2_000)).toEqual({
        BatchStartViewerSessionRevocation: 1,
        StartViewerSessionRevocation: 3,
      });
    });

    it('says whether emergencies have claimed the time of a normal slot since', async () => {
      const claimed = (restedMs: number) => isClaimed(at, 'StopStream', restedMs);
      await reserved(5, 'StopStream');
      expect(await claimed(5_000)).toBe(false);
      // A single emergency fits between two normal calls.
      await reserved(1, 'StopStream', 'emergency');
      expect(await claimed(5_000)).toBe(false);
      await reserved(4, 'StopStream', 'emergency');
      expect(await claimed(5_000)).toBe(true);
      at.clock.moveTo(at.clock.now() + 900);
      expect(await claimed(5_000)).toBe(false);
    });

    it('writes down the 429s of many direct calls once a second', async () => {
      const cut = async (): Promise<unknown> =>
        (await at.store.get(RATE_LIMITERS))?.[cutOf('ListStreams')];
      const before = at.sent.length;
      for (let n = 0; n < 20; n++) await cutShare(at, 'ListStreams');
      expect(at.sent.slice(before)).toEqual(['Update']);
      expect(await cut()).toBe(at.clock.now());
      at.clock.moveTo(at.clock.now() + 1_000);
      await cutShare(at, 'ListStreams');
      expect(await cut()).toBe(at.clock.now());
    });

    it('is slowed by a second after a 429, idle or busy', async () => {
      await slowDown(at, 'DeleteChannel');
      await reserved();
      at.clock.moveTo(at.clock.now() + 5_000);
      await slowDown(at, 'DeleteChannel');
      expect(await reserved()).toEqual([at.clock.now() + 1_000]);
      await slowDown(at, 'DeleteChannel');
      expect(await reserved()).toEqual([Math.ceil(at.clock.now() + 2_000 + 1_000 / 3.5)]);
    });

    it('is not put off without end: an hour of 429s leaves it within its bound', async () => {
      for (let n = 0; n < 60; n++) await slowDown(at, 'DeleteChannel');
      const full = await reserveOne(0);
      expect(full).toEqual({ nextFree: expect.any(Number) as unknown });
      expect('nextFree' in full ? full.nextFree - at.clock.now() : 0).toBeLessThanOrEqual(11_000);
    });

    it('leaves the rate limiter for emergencies and other operations alone when full', async () => {
      await reserved(200);
      expect(await reserved(2, 'DeleteChannel', 'emergency')).toEqual([
        at.clock.now(),
        at.clock.now() + 200,
      ]);
      expect(await reserved(1, 'StopStream')).toEqual([at.clock.now()]);
      expect(await reserved(2, 'BatchStartViewerSessionRevocation')).toEqual([
        at.clock.now(),
        Math.ceil(at.clock.now() + 1_000 / 1.4),
      ]);
    });

    it('makes room for emergencies: normal jobs wait longer for the slots these take', async () => {
      await reserved(1, 'DeleteChannel', 'emergency');
      await reserved(1, 'DeleteChannel', 'emergency');
      expect(await reserved()).toEqual([Math.ceil(at.clock.now() + 2 * (1_000 / 3.5))]);
    });

    it('wastes a slot after a lost answer rather than giving it twice', async () => {
      await reserved();
      at.loseAnswerTo('Update');
      const slots = [...(await reserved()), ...(await reserved())];
      expect(Math.min(...slots)).toBeGreaterThanOrEqual(at.clock.now() + 285);
      expect(new Set(slots).size).toBe(2);
    });
  });
}
