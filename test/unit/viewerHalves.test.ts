import { describe, expect, it } from 'vitest';
import {
  cursorsOf,
  halfAt,
  nextIn,
  progressOf,
  sentBefore,
  type Half,
} from '../../lib/records/viewerHalves.ts';

/** A batch whose parts have these numbers of pairs. */
const batchOf = (...counts: number[]): Parameters<typeof progressOf>[0] => ({
  parts: counts.map((count, n) => ({ id: `part-${n}`, count })),
  total: counts.reduce((sum, count) => sum + count, 0),
});

/** The indexes that a half works through when each attempt sends as many pairs as it may. */
function indexesOf(batch: ReturnType<typeof batchOf>, half: Half, from = 0): number[] {
  const indexes: number[] = [];
  let at = nextIn(batch, half, from);
  while (at !== undefined) {
    indexes.push(at);
    at = nextIn(batch, half, at + 1);
  }
  return indexes;
}

describe('the halves of a batch', () => {
  const odd = batchOf(1, 499, 500, 501, 1_700, 7);

  it('get its records in turn, and each part begins a record', () => {
    const ofTheHalves = [0, 1, 499, 500, 999, 1_000, 1_499, 1_500, 1_501].map((index) =>
      halfAt(odd, index),
    );
    expect(ofTheHalves).toEqual([
      'even',
      'odd',
      'odd',
      'even',
      'even',
      'odd',
      'odd',
      'even',
      'odd',
    ]);
  });

  it('have every pair once', () => {
    const both = [...indexesOf(odd, 'even'), ...indexesOf(odd, 'odd')];
    expect(both.toSorted((a, b) => a - b)).toEqual(Array.from({ length: odd.total }, (_, i) => i));
    for (const half of ['even', 'odd'] as const)
      expect(indexesOf(odd, half).every((index) => halfAt(odd, index) === half)).toBe(true);
  });

  it('keep their pairs when the batch grows', () => {
    const grown = { ...odd, parts: [...odd.parts, { id: 'later', count: 1_200 }] };
    for (const half of ['even', 'odd'] as const)
      expect(indexesOf(grown, half).slice(0, indexesOf(odd, half).length)).toEqual(
        indexesOf(odd, half),
      );
  });

  it('count what lies before their cursors, whatever the other half has done', () => {
    expect(sentBefore(odd, { even: 0, odd: 0 })).toBe(0);
    expect(sentBefore(odd, { even: 510, odd: 0 })).toBe(1 + 10);
    expect(sentBefore(odd, { even: 0, odd: 1_010 })).toBe(499 + 10);
    expect(sentBefore(odd, { even: Infinity, odd: Infinity })).toBe(odd.total);
    const counted = indexesOf(odd, 'odd').map((index) => sentBefore(odd, { even: 0, odd: index }));
    expect(counted).toEqual(counted.map((_, n) => n));
  });

  it('have no next pair once all are sent', () => {
    expect(nextIn(odd, 'even', odd.total)).toBeUndefined();
    expect(nextIn(batchOf(500), 'odd', 0)).toBeUndefined();
    expect(nextIn(batchOf(), 'even', 0)).toBeUndefined();
  });

  it('go on behind the pairs of a batch that one job began to send', () => {
    const none = { next: 0, failed: 0 };
    expect(cursorsOf({ done: 725 }, none)).toEqual({ even: 725, odd: 725 });
    const share = { from: 725, next: 725, failed: 3 };
    expect(cursorsOf({ done: 725, share }, none)).toEqual({ even: 725, odd: 725 });
    expect(progressOf(odd, { share }, none)).toEqual({ total: odd.total, done: 725, failed: 3 });
    expect(cursorsOf({ share }, { next: 1_400, failed: 1 })).toEqual({ even: 725, odd: 1_400 });
  });

  it('count together', () => {
    const share = { from: 0, next: 510, failed: 2 };
    expect(progressOf(odd, { share }, { next: 1_010, failed: 1 })).toEqual({
      total: odd.total,
      done: 1 + 10 + 499 + 10,
      failed: 3,
    });
    expect(progressOf(odd, { done: 40, failed: 2 }, { next: 0, failed: 0 })).toMatchObject({
      done: 40,
      failed: 2,
    });
  });
});
