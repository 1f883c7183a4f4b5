import { expect, test } from 'vitest';
import { Latest } from '../../../local/ivs/state/ringBuffer.ts';
import { createRandom } from '../../../local/random.ts';

test('keeps the latest items in order, whatever the capacity becomes', () => {
  let kept = 5;
  const latest = new Latest<number>(() => kept);
  const expected: number[] = [];
  for (let item = 0; item < 400; item++) {
    if (item === 200) kept = 3;
    if (item === 300) kept = 50;
    latest.add(item);
    expected.push(item);
    expected.splice(0, Math.max(0, expected.length - kept));
    if (item % 7 === 0) expect(latest.all()).toEqual(expected);
  }
  expect(latest.all()).toEqual(Array.from({ length: 50 }, (_, index) => 350 + index));
  latest.clear();
  expect(latest.all()).toEqual([]);
});

test('a full log takes no longer for an item than an empty one', () => {
  const [few, many] = [100, 1_000_000].map((kept) => {
    const latest = new Latest<number>(() => kept);
    for (let item = 0; item < kept; item++) latest.add(item);
    const sinceMs = performance.now();
    for (let item = 0; item < 5_000; item++) latest.add(item);
    return performance.now() - sinceMs;
  });
  // Moving a million items for each of them would take minutes.
  expect(many).toBeLessThan((few ?? 0) + 1_000);
});

test('ids without a seed are version 4 UUIDs and never repeat; a seed repeats them', () => {
  const ids = Array.from({ length: 5_000 }, () => createRandom().uuid());
  expect(new Set(ids).size).toBe(ids.length);
  const texts = Array.from({ length: 5_000 }, () => createRandom().alphanumeric(12));
  expect(new Set(texts).size).toBe(texts.length);
  for (const id of [...ids.slice(0, 100), createRandom(7).uuid()])
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(createRandom(7).uuid()).toBe(createRandom(7).uuid());
  expect(createRandom(7).uuid()).toBe('00fb8673-8b42-4c83-9484-f3e32248c1e8');
});

test('a reader that follows gets each item once, and notices what is gone', () => {
  const latest = new Latest<string>(() => 4);
  for (const item of 'abc') latest.add(item);
  expect(latest.after(0, 10)).toEqual({ first: 0, next: 3, items: ['a', 'b', 'c'] });
  expect(latest.after(3, 10)).toEqual({ first: 0, next: 3, items: [] });
  for (const item of ['d', 'e', 'f', 'g']) latest.add(item);
  expect(latest.after(3, 10)).toEqual({ first: 3, next: 7, items: ['d', 'e', 'f', 'g'] });
  expect(latest.after(0, 2)).toEqual({ first: 3, next: 7, items: ['f', 'g'] });
  latest.clear();
  expect(latest.after(7, 10)).toEqual({ first: 7, next: 7, items: [] });
  latest.add('h');
  expect(latest.after(7, 10)).toEqual({ first: 7, next: 8, items: ['h'] });
});
