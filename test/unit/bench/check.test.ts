import { describe, expect, it } from 'vitest';
import { broken, worse, type Parts } from '../../../bench/report/check.ts';
import { compared } from '../../../bench/report/compared.ts';
import type { Figure } from '../../../bench/report/figures.ts';

const figure = (median: number, width = 0, more: Partial<Figure> = {}): Figure => ({
  name: 'a read',
  beside: 'a call',
  unit: 'ms',
  ratio: { median, lower: median - width / 2, upper: median + width / 2 },
  own: median * 10,
  other: 10,
  rounds: 5,
  ...more,
});

const parts = (...figures: Figure[]): Parts => ({ reads: { figures, checks: [], facts: {} } });

describe('a figure is worse', () => {
  it('when its ratio has grown by more than the committed spread', () => {
    expect(worse(parts(figure(2.39)), parts(figure(2, 0.4)))).toEqual([]);
    expect(worse(parts(figure(2.41)), parts(figure(2, 0.4)))).toEqual([
      'reads: a read ÷ a call is 2.41, and was 2 (at most 2.400 with its spread)',
    ]);
  });

  it('when it has grown by more than its own spread, if that is wider', () => {
    expect(worse(parts(figure(2.9, 1)), parts(figure(2, 0.4)))).toEqual([]);
    expect(worse(parts(figure(3.1, 1)), parts(figure(2, 0.4)))).toHaveLength(1);
  });

  it('not because rounds agreed by chance: 5 %, and 1 % of bytes', () => {
    expect(worse(parts(figure(2.09)), parts(figure(2)))).toEqual([]);
    expect(worse(parts(figure(2.11)), parts(figure(2)))).toHaveLength(1);
    const bytes = (median: number): Figure => figure(median, 0, { unit: 'bytes' });
    expect(worse(parts(bytes(2.01)), parts(bytes(2)))).toEqual([]);
    expect(worse(parts(bytes(2.03)), parts(bytes(2)))).toHaveLength(1);
  });

  it('never when it is better, or was not measured', () => {
    expect(worse(parts(figure(1)), parts(figure(2)))).toEqual([]);
    expect(worse(parts(figure(9)), parts(figure(2, 0, { beside: 'something else' })))).toEqual([]);
    expect(worse(parts(figure(9)), {})).toEqual([]);
  });
});

describe('a promise is broken', () => {
  it('by a figure above its limit', () => {
    const limit = { of: 'own', atMost: 25 } as const;
    expect(broken(parts(figure(2.5, 0, { limit })))).toEqual([]);
    expect(broken(parts(figure(2.6, 0, { limit })))).toEqual([
      'reads: a read is 26, and 25 is promised',
    ]);
  });

  it('by a check that failed once', () => {
    const report = (held: number): Parts => ({
      reads: { figures: [], checks: [{ name: 'seen', held, of: 1_000 }], facts: {} },
    });
    expect(broken(report(1_000))).toEqual([]);
    expect(broken(report(999))).toEqual(['reads: seen held 999 of 1000 times']);
  });
});

it('an earlier commit stands beside this one', () => {
  expect(compared(parts(figure(1), figure(1, 0, { name: 'new' })), parts(figure(2)))).toEqual([
    '  reads: a read ÷ a call: 1, was 2 (0.5 times)',
  ]);
});
