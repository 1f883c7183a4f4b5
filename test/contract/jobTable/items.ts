import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeJob, readCurrent, readJob } from '../../../lib/jobs/table.ts';
import { finishing, mine, openSetting, placed, type Setting } from './setting.ts';

/** Tests the basis of everything else: single items, conditions, expiry, lists. */
export function itemsContract(url: () => string): void {
  let at: Setting;
  beforeAll(async () => {
    at = await openSetting(url());
  });
  afterAll(() => at.close());

  const key = { pk: 'p', sk: 's' };
  const seconds = () => Math.floor(at.clock.now() / 1_000);

  describe('expiry', () => {
    it('an item is absent from the second it expires, and another can take its place', async () => {
      await at.store.put({ ...key, which: 'old', expiresAt: seconds() + 1 });
      expect(await at.store.putIfAbsent({ ...key, which: 'new' })).toBe(false);
      expect(await at.store.get(key)).toMatchObject({ which: 'old' });
      expect(await at.store.list('p', 's', 10)).toHaveLength(1);

      at.clock.moveTo(at.clock.now() + 1_000);
      expect(await at.store.get(key)).toBeUndefined();
      expect(await at.store.list('p', 's', 10)).toEqual([]);
      expect(await at.store.putIfAbsent({ ...key, which: 'new' })).toBe(true);
      expect(await at.store.get(key)).toEqual({ ...key, which: 'new' });
    });

    it('an old job that ended frees its subject when it expires', async () => {
      const subject = 'channel/AbCdEf123456';
      const old = mine(
        await changeJob(at, await placed(at, subject), {
          set: finishing(at.clock.now()),
          dueAt: undefined,
        }),
      );
      at.clock.moveTo(at.clock.now() + 31 * 24 * 3_600_000);
      expect(await readCurrent(at, subject)).toBeUndefined();
      expect(await readJob(at, old.id)).toBeUndefined();
      const next = await placed(at, subject);
      expect(await readCurrent(at, subject)).toMatchObject({ id: next.id, version: 1 });
      expect(await readCurrent(at, subject)).not.toHaveProperty('expiresAt');
    });
  });

  describe('conditions', () => {
    beforeEach(() => at.store.put({ ...key, n: 5, word: 'yes' }));

    it.each([
      ['exists', { exists: true }, true],
      ['absent', { absent: ['other'] }, true],
      ['absent, yet there', { absent: ['word'] }, false],
      ['equal', { equals: { word: 'yes', n: 5 } }, true],
      ['one of two equal', { equals: { word: 'yes', n: 6 } }, false],
      ['at most', { atMost: { n: 5 } }, true],
      ['too much', { atMost: { n: 4.9 } }, false],
      ['above', { above: { n: 4.9 } }, true],
      ['not above', { above: { n: 5 } }, false],
      ['one of', { oneOf: { word: ['no', 'yes'] } }, true],
      ['none of', { oneOf: { word: ['no'] } }, false],
      ['of an attribute that is not there', { equals: { other: 1 } }, false],
    ])('a conditional write obeys the condition: %s', async (_name, when, holds) => {
      expect((await at.store.update(key, { set: { done: true }, when })) !== undefined).toBe(holds);
      expect((await at.store.get(key))?.done).toBe(holds ? true : undefined);
      expect(await at.store.put({ ...key, replaced: true }, when)).toBe(holds);
      expect((await at.store.get(key))?.replaced).toBe(holds ? true : undefined);
    });

    it('the condition "exists" needs an item', async () => {
      const nowhere = { pk: 'p', sk: 'nowhere' };
      expect(
        await at.store.update(nowhere, { set: { a: 1 }, when: { exists: true } }),
      ).toBeUndefined();
      expect(await at.store.get(nowhere)).toBeUndefined();
    });

    it('an update sets, removes and adds at once, and answers with the whole item', async () => {
      const after = await at.store.update(key, {
        set: { word: undefined, status: 'set' },
        add: { n: 2.5, fresh: 1 },
      });
      expect(after).toEqual({ ...key, status: 'set', n: 7.5, fresh: 1 });
      expect(await at.store.get(key)).toEqual(after);
    });
  });

  it('a list holds its prefix only, in order, and goes on after a place', async () => {
    for (const sk of ['b#2', 'a#1', 'b#10', 'b#1', 'c#1', 'b'])
      await at.store.put({ pk: 'list', sk });
    await at.store.put({ pk: 'other', sk: 'b#1' });
    const all = async (limit: number, after?: string): Promise<string[]> =>
      (await at.store.list('list', 'b#', limit, after)).map(({ sk }) => sk);
    expect(await all(10)).toEqual(['b#1', 'b#10', 'b#2']);
    expect(await all(2)).toEqual(['b#1', 'b#10']);
    expect(await all(2, 'b#10')).toEqual(['b#2']);
    // `b#1` is a prefix of `b#10`, which still comes after it.
    expect(await all(2, 'b#1')).toEqual(['b#10', 'b#2']);
    expect(await all(2, 'b#2')).toEqual([]);
  });
}
