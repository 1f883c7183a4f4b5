import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS, type MetricName } from '../../lib/metrics.ts';
import { projectFolder } from '../../local/build.ts';
import { onlyOf, packaged } from '../packaged.ts';

type Row = (string | Record<string, unknown>)[];

const body = onlyOf(await packaged(), 'AWS::CloudWatch::Dashboard')['DashboardBody'] as {
  'Fn::Sub': string;
};
const { widgets } = JSON.parse(body['Fn::Sub']) as {
  widgets: {
    x: number;
    y: number;
    width: number;
    height: number;
    properties: { title: string; metrics: Row[] };
  }[];
};
const rows = widgets.flatMap(({ properties }) => properties.metrics);
const names = Object.keys(METRICS) as MetricName[];

/** Returns the dimensions of a metric in the order in which CloudWatch's search names them. */
const dimensionsOf = (name: MetricName): string[] => ['service', 'stage', ...METRICS[name].by];

describe('the dashboard', () => {
  it('shows every metric by all of its dimensions', () => {
    for (const name of names) {
      const isShown = rows.some(([first, ...rest]) =>
        typeof first === 'string'
          ? first === 'Channelkeeper' &&
            rest[0] === name &&
            rest
              .filter((one, n) => n % 2 === 1 && typeof one === 'string')
              .map(String)
              .join() === dimensionsOf(name).join()
          : String(first?.['expression']).startsWith(
              `SEARCH('{Channelkeeper,${dimensionsOf(name).join(',')}} MetricName="${name}" stage="local"'`,
            ),
      );
      expect(isShown, name).toBe(true);
    }
  });

  it('asks for no metric of ours that is not published', () => {
    const asked = rows.flatMap((row) =>
      row[0] === 'Channelkeeper'
        ? [row[1]]
        : (/MetricName="(\w+)"/.exec(JSON.stringify(row).replaceAll('\\', ''))?.[1] ?? []),
    );
    for (const name of asked) expect(names).toContain(name);
    expect(asked.length).toBeGreaterThanOrEqual(names.length);
  });

  it('has its widgets side by side and below each other, without gaps', () => {
    const places = widgets.map(({ x, y, width, height }) => [x / width, y / height]);
    expect(places).toEqual(widgets.map((_, n) => [n % 3, Math.floor(n / 3)]));
  });
});

describe('docs/metrics.md', () => {
  const table = new Map(
    readFileSync(join(projectFolder, 'docs/metrics.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, name = '', unit, by]) => [name.replaceAll('`', ''), { unit, by }]),
  );

  it('tells of every metric its unit and its dimensions, and of no other', () => {
    expect(Object.fromEntries(table)).toEqual(
      Object.fromEntries(
        names.map((name) => [
          name,
          { unit: METRICS[name].unit, by: METRICS[name].by.map((one) => `\`${one}\``).join(', ') },
        ]),
      ),
    );
  });
});
