import { describe, expect, it } from 'vitest';
import { groupsOf, median, quantile, spreadOf } from '../../../bench/report/statistics.ts';

const HUNDRED = Array.from({ length: 100 }, (_, n) => 100 - n);

describe('quantiles', () => {
  it('are values of the nearest rank, whatever the order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(quantile(HUNDRED, 0)).toBe(1);
    expect(quantile(HUNDRED, 0.99)).toBe(99);
    expect(quantile(HUNDRED, 1)).toBe(100);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('sort by number and not by text', () => {
    expect(quantile([10, 9, 100], 1)).toBe(100);
  });

  it('do not exist for no values', () => {
    expect(median([])).toBeNaN();
  });

  it('do not change the values', () => {
    const values = [3, 1, 2];
    spreadOf(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('give the middle half', () => {
    expect(spreadOf([5, 1, 2, 3, 4])).toEqual({ median: 3, lower: 2, upper: 4 });
  });
});

describe('groups', () => {
  it('hold all values in their order', () => {
    expect(groupsOf([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6, 7],
    ]);
  });

  it('are as few as there are values, and never none', () => {
    expect(groupsOf([1, 2], 5)).toEqual([[1], [2]]);
    expect(groupsOf([], 5)).toEqual([[]]);
  });
});
