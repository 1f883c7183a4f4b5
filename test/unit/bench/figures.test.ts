import { describe, expect, it } from 'vitest';
import {
  figureOf,
  isKept,
  partReportOf,
  type Comparison,
  type Measured,
} from '../../../bench/report/figures.ts';

const comparison = (more: Partial<Comparison> = {}): Comparison => ({
  name: 'a read',
  beside: 'a call',
  unit: 'ms',
  pairs: [
    [10, 5],
    [30, 10],
    [40, 10],
  ],
  ...more,
});

describe('a figure', () => {
  it('is the median of the ratios of the rounds, not the ratio of the medians', () => {
    expect(
      figureOf(
        comparison({
          pairs: [
            [1, 1],
            [2, 4],
            [9, 3],
          ],
        }),
      ),
    ).toMatchObject({ ratio: { median: 1, lower: 1, upper: 3 }, own: 2, other: 3, rounds: 3 });
  });

  it('has the value of all rounds where one is given, within its spread', () => {
    expect(figureOf(comparison({ whole: [100, 10] }))).toMatchObject({
      ratio: { median: 10, lower: 3, upper: 10 },
      own: 100,
      other: 10,
    });
  });

  it('keeps a limit on the ratio or on our own side', () => {
    const kept = (of: 'ratio' | 'own', atMost: number): boolean =>
      isKept(figureOf(comparison({ limit: { of, atMost } })));
    expect(kept('ratio', 3)).toBe(true);
    expect(kept('ratio', 2.9)).toBe(false);
    expect(kept('own', 30)).toBe(true);
    expect(kept('own', 29)).toBe(false);
    expect(isKept(figureOf(comparison()))).toBe(true);
  });

  it('has all digits of bytes', () => {
    expect(figureOf(comparison({ unit: 'bytes', pairs: [[374_391, 1]] })).own).toBe(374_391);
  });
});

describe('the report of a part', () => {
  const process = (pair: readonly [number, number], held: number, calls: number): Measured => ({
    comparisons: [comparison({ pairs: [pair] })],
    checks: [{ name: 'seen', held, of: 10 }],
    facts: { calls },
  });

  it('puts the rounds of several processes together', () => {
    const { figures, checks, facts } = partReportOf([
      process([1, 1], 10, 5),
      process([3, 1], 9, 7),
      process([2, 1], 10, 6),
    ]);
    expect(figures).toHaveLength(1);
    expect(figures[0]).toMatchObject({ ratio: { median: 2 }, rounds: 3 });
    expect(checks).toEqual([{ name: 'seen', held: 29, of: 30 }]);
    expect(facts).toEqual({ calls: 6 });
  });

  it('keeps comparisons apart that stand beside different things', () => {
    const { figures } = partReportOf([
      { comparisons: [comparison(), comparison({ beside: 'a bare server' })] },
    ]);
    expect(figures.map(({ beside }) => beside)).toEqual(['a call', 'a bare server']);
  });
});
