import { describe, expect, it } from 'vitest';
import { PARTS } from '../../../bench/parts.ts';
import type { Figure } from '../../../bench/report/figures.ts';
import { figureLines, filesOf, short, type Report } from '../../../bench/report/page.ts';

const figure: Figure = {
  name: 'a read',
  beside: 'a call',
  unit: 'ms',
  ratio: { median: 2.6, lower: 2, upper: 3 },
  own: 26,
  other: 10,
  rounds: 5,
  limit: { of: 'own', atMost: 25 },
};

const report: Report = {
  machine: {
    measuredAt: '2026-11-28T18:00:00.000Z',
    commit: 'abc1234',
    node: 'v24.0.0',
    processor: 'a processor',
    cores: 2,
    memoryGb: 8,
    load: 0.1,
  },
  parts: {
    reads: {
      figures: [figure],
      checks: [{ name: 'a PATCH is seen', held: 999, of: 1_000 }],
      facts: { 'answers a second': 1_234.5 },
      plot: { title: 'All reads', x: 'ms', y: '%', curves: [] },
    },
  },
};

it('numbers are short', () => {
  expect([0.123456, 12.3456, 999.9, 374_390, 1_234.5].map(short)).toEqual([
    '0.123',
    '12.3',
    '1000',
    '374,390',
    '1,235',
  ]);
});

describe('the files of a report', () => {
  it('are a page, its plots, and the figures for programs', async () => {
    const files = await filesOf(report, PARTS);
    expect(Object.keys(files).toSorted()).toEqual([
      'performance.json',
      'performance.md',
      'performance/reads-plot.svg',
      'performance/reads.svg',
    ]);
    expect(JSON.parse(files['performance.json'] ?? '')).toEqual(report);
  });

  it('tell figures with both sides, checks, facts and the machine', async () => {
    const page = (await filesOf(report, PARTS))['performance.md'] ?? '';
    const cells = page
      .split('\n')
      .find((line) => line.startsWith('| a read'))
      ?.split('|')
      .map((cell) => cell.trim());
    expect(cells).toEqual([
      '',
      'a read',
      'a call',
      '2.6',
      '2 to 3',
      '26 ms ÷ 10 ms',
      '**25 ms**, missed',
      '5',
      '',
    ]);
    for (const told of [
      '](performance/reads.svg)',
      '](performance/reads-plot.svg)',
      'a PATCH is seen: 999 of 1000',
      'answers a second: 1,235',
      '`abc1234`',
      '2 × a processor',
    ])
      expect(page).toContain(told);
  });
});

it('a missed limit stands out in a terminal, and a kept one does not', () => {
  expect(figureLines([figure])[0]).toContain('MISSED: 26 of at most 25');
  expect(figureLines([{ ...figure, own: 25 }])[0]).not.toContain('MISSED');
});
