import { format } from 'prettier';
import type { Machine } from '../machine.ts';
import type { Part } from '../parts.ts';
import type { Parts } from './check.ts';
import { isKept, limited, type Figure, type PartReport, type Unit } from './figures.ts';
import { curvePlot, ratioPlot } from './svg.ts';

/** Everything that one run has measured. */
export interface Report {
  readonly machine: Machine;
  readonly parts: Parts;
}

/** Returns a number with three significant digits, or all digits before the point. */
export const short = (value: number): string =>
  Math.abs(value) >= 1_000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));

const withUnit = (value: number, unit: Unit): string => `${short(value)} ${unit}`;

const limitOf = (figure: Figure): string => {
  const { limit, unit } = figure;
  if (!limit) return '';
  const told = limit.of === 'own' ? withUnit(limit.atMost, unit) : short(limit.atMost);
  return isKept(figure) ? told : `**${told}**, missed`;
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Returns the figures of a part as a table of Markdown. */
export const figureTable = (figures: readonly Figure[]): string =>
  [
    row(['measured', 'beside', 'ratio', 'middle half', 'both sides', 'promised', 'rounds']),
    row(['---', '---', '--:', '--:', '--:', '--:', '--:']),
    ...figures.map((figure) => {
      const { name, beside, ratio, own, other, unit, rounds } = figure;
      return row([
        name,
        beside,
        short(ratio.median),
        `${short(ratio.lower)} to ${short(ratio.upper)}`,
        `${withUnit(own, unit)} ÷ ${withUnit(other, unit)}`,
        limitOf(figure),
        String(rounds),
      ]);
    }),
  ].join('\n');

/** Returns the figures of a part in lines of plain text. */
export const figureLines = (figures: readonly Figure[]): string[] =>
  figures.map((figure) => {
    const { name, beside, ratio, own, other, unit, limit } = figure;
    const missed =
      limit && !isKept(figure) ? `, MISSED: ${short(limited(figure))} of at most ` : '';
    return (
      `  ${name} ÷ ${beside}: ${short(ratio.median)} (${short(ratio.lower)} to ` +
      `${short(ratio.upper)}), ${withUnit(own, unit)} ÷ ${withUnit(other, unit)}` +
      (missed && limit ? missed + short(limit.atMost) : '')
    );
  });

function partText(name: string, { title, about }: Part, report: PartReport): string[] {
  const { figures, checks, facts, plot } = report;
  const facets = Object.entries(facts).map(([fact, value]) => `- ${fact}: ${short(value)}`);
  return [
    `## ${title}`,
    about,
    ...(figures.length > 0
      ? [`![The ratios of ${title.toLowerCase()}](performance/${name}.svg)`, figureTable(figures)]
      : []),
    ...(plot ? [`![${plot.title}](performance/${name}-plot.svg)`] : []),
    ...(checks.length > 0
      ? [checks.map(({ name: told, held, of }) => `- ${told}: ${held} of ${of}`).join('\n')]
      : []),
    ...(facets.length > 0 ? ['These numbers explain the others:', facets.join('\n')] : []),
  ];
}

/**
 * Returns the files of a report, by their paths below its folder: the page, its plots, and the
 * figures for programs.
 */
export async function filesOf(
  report: Report,
  about: Readonly<Record<string, Part>>,
): Promise<Record<string, string>> {
  const { machine, parts } = report;
  const files: Record<string, string> = {};
  for (const [name, { figures, plot }] of Object.entries(parts)) {
    const title = about[name]?.title ?? name;
    if (figures.length > 0) files[`performance/${name}.svg`] = ratioPlot(title, figures);
    if (plot) files[`performance/${name}-plot.svg`] = curvePlot(plot);
  }
  const text = [
    '# Performance',
    '`npm run bench` prints this page. Each figure stands beside a comparison that is measured on ' +
      'the same machine in the same minutes; the ratio of both says more than the times. In the ' +
      'plots, a point is the median ratio, a bar is the middle half of the rounds, and a red mark ' +
      'is the promised limit. `npm run bench -- --check` measures again and fails when a figure ' +
      'is worse than [the figures here](performance.json) by more than the spread of the rounds.',
    `Measured on ${machine.measuredAt.slice(0, 10)} at commit \`${machine.commit}\`, with Node ` +
      `${machine.node} on ${machine.cores} × ${machine.processor}, ${machine.memoryGb} GB, load ` +
      `${machine.load} before the run.`,
    ...Object.entries(parts).flatMap(([name, part]) =>
      about[name] ? partText(name, about[name], part) : [],
    ),
    '## Counts',
    'The writes, reads, events and calls of IVS that a piece of work costs are exact. `npm test` ' +
      'holds them: `test/contract/costs.test.ts`.',
  ].join('\n\n');
  const style = { printWidth: 100, proseWrap: 'always' } as const;
  files['performance.md'] = await format(text, { parser: 'markdown', ...style });
  files['performance.json'] = await format(JSON.stringify(report), { parser: 'json', ...style });
  return files;
}
