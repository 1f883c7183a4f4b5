import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../bench/report/figures.ts';
import { curvePlot, linearTicks, logTicks, ratioPlot } from '../../../bench/report/svg.ts';

const figure = (median: number, more: Partial<Figure> = {}): Figure => ({
  name: 'a <read>',
  beside: 'a "call" & more',
  unit: 'ms',
  ratio: { median, lower: median / 2, upper: median * 2 },
  own: median * 10,
  other: 10,
  rounds: 5,
  ...more,
});

/** Returns the numbers of one attribute, in the order of the elements. */
const numbers = (svg: string, element: string, attribute: string): number[] =>
  [...svg.matchAll(new RegExp(`<${element} [^>]*?\\b${attribute}="([^"]*)"`, 'g'))].map(
    ([, value]) => Number(value),
  );

describe('ticks', () => {
  it('of a logarithmic axis are 1, 2 and 5 times powers of ten', () => {
    expect(logTicks(0.3, 12)).toEqual([0.5, 1, 2, 5, 10]);
    expect(logTicks(1, 1)).toEqual([1]);
  });

  it('of a linear axis are few, begin at 0 and reach the end', () => {
    expect(linearTicks(100)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(linearTicks(21)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(linearTicks(0.3)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]);
  });
});

describe('a plot of ratios', () => {
  const svg = ratioPlot('Reads', [
    figure(1),
    figure(2, { limit: { of: 'ratio', atMost: 4 } }),
    figure(4, { limit: { of: 'own', atMost: 20 } }),
  ]);

  it('has a point for each figure, at equal distances for equal factors', () => {
    const [one = 0, two = 0, four = 0] = numbers(svg, 'circle', 'cx');
    expect(two - one).toBeGreaterThan(10);
    expect(four - two).toBeCloseTo(two - one, 0);
  });

  it('marks limits at their ratio, those of our own side too', () => {
    const marks = [...svg.matchAll(/<line x1="([\d.]+)"[^>]*stroke="#cf222e"/g)];
    const [, two, four] = numbers(svg, 'circle', 'cx');
    expect(marks.map(([, x]) => Number(x))).toEqual([four, two]);
  });

  it('escapes names', () => {
    expect(svg).toContain('>a &lt;read></text>');
    expect(svg).toContain('>÷ a &quot;call&quot; &amp; more</text>');
    expect(svg).not.toContain('<read>');
  });

  it('leaves out a figure that a logarithm does not have', () => {
    expect(numbers(ratioPlot('Reads', [figure(0), figure(1)]), 'circle', 'cx')).toHaveLength(1);
  });
});

describe('a plot of curves', () => {
  const svg = curvePlot({
    title: 'Deletions',
    x: 'seconds',
    y: 'channels',
    curves: [
      {
        name: 'the quota',
        points: [
          [0, 0],
          [20, 100],
        ],
      },
      { name: 'jobs', points: [[10, 50]] },
    ],
  });

  it('draws each curve within the same axes, upwards', () => {
    const curves = [...svg.matchAll(/points="([^"]*)"/g)].map(([, points = '']) =>
      points.split(' ').map((point) => point.split(',').map(Number)),
    );
    expect(curves).toHaveLength(2);
    const [[from = [], to = []] = [], [middle = []] = []] = curves;
    expect(to[0]).toBeGreaterThan(from[0] ?? 0);
    expect(to[1]).toBeLessThan(from[1] ?? 0);
    expect(middle[0]).toBeCloseTo(((from[0] ?? 0) + (to[0] ?? 0)) / 2, 0);
    expect(middle[1]).toBeCloseTo(((from[1] ?? 0) + (to[1] ?? 0)) / 2, 0);
  });

  it('names the axes and the curves', () => {
    for (const name of ['seconds', 'channels', 'the quota', 'jobs', 'Deletions'])
      expect(svg).toContain(`>${name}</text>`);
  });
});
