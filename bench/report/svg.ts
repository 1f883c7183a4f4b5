import type { Figure, Plot } from './figures.ts';

const WIDTH = 860;
const FONT = 'font-family="system-ui, sans-serif" font-size="12"';
const INK = '#24292f';
const FAINT = '#d0d7de';
/** Colours that people with any kind of sight can tell apart (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00'];

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const at = (value: number): string => String(Number(value.toFixed(1)));

const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${at(x)}" y="${at(y)}" ${more}>${escaped(words)}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, colour: string, more = ''): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${colour}" ${more}/>`;

const svg = (height: number, title: string, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" ${FONT} fill="${INK}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');

/** Returns the round numbers (1, 2 and 5 times a power of ten) between two numbers. */
export function logTicks(from: number, to: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++)
    for (const step of [1, 2, 5]) {
      const tick = Number((step * 10 ** power).toPrecision(1));
      if (tick >= from && tick <= to) ticks.push(tick);
    }
  return ticks;
}

const ROW = 36;
const LABELS = 380;
const TOP = 34;
const MARGIN = 24;

/**
 * Draws the ratios of figures as points on a logarithmic axis. A bar spans the middle half of the
 * rounds, and a red mark is the promised limit. At 1 both sides are equal.
 */
export function ratioPlot(title: string, figures: readonly Figure[]): string {
  const shown = figures.filter(({ ratio }) => ratio.lower > 0 && Number.isFinite(ratio.upper));
  const limitOf = ({ limit, other }: Figure): number | undefined =>
    limit && (limit.of === 'ratio' ? limit.atMost : limit.atMost / other);
  const values = [
    1,
    ...shown.flatMap((figure) => [
      figure.ratio.lower,
      figure.ratio.upper,
      limitOf(figure) ?? figure.ratio.median,
    ]),
  ];
  const [least, most] = [Math.min(...values) / 1.3, Math.max(...values) * 1.3];
  const x = (value: number): number =>
    LABELS +
    ((Math.log(value) - Math.log(least)) / (Math.log(most) - Math.log(least))) *
      (WIDTH - MARGIN - LABELS);
  const bottom = TOP + shown.length * ROW;
  const grid = logTicks(least, most).flatMap((tick) => [
    line(x(tick), TOP - 6, x(tick), bottom, FAINT),
    text(x(tick), bottom + 16, String(tick), 'text-anchor="middle"'),
  ]);
  const rows = shown.flatMap((figure, n) => {
    const { name, beside, ratio } = figure;
    const y = TOP + (n + 0.5) * ROW;
    const limit = limitOf(figure);
    return [
      text(LABELS - 12, y - 2, name, 'text-anchor="end"'),
      text(LABELS - 12, y + 11, `÷ ${beside}`, 'text-anchor="end" font-size="10" opacity="0.7"'),
      line(x(ratio.lower), y, x(ratio.upper), y, '#0072b2', 'stroke-width="4" opacity="0.5"'),
      `<circle cx="${at(x(ratio.median))}" cy="${at(y)}" r="4" fill="#0072b2"/>`,
      ...(limit === undefined
        ? []
        : [line(x(limit), y - 9, x(limit), y + 9, '#cf222e', 'stroke-width="2"')]),
    ];
  });
  return svg(bottom + 28, title, [
    text(MARGIN, 20, title, 'font-weight="600"'),
    ...grid,
    line(x(1), TOP - 6, x(1), bottom, INK, 'stroke-dasharray="3 3"'),
    ...rows,
  ]);
}

/** Returns about five round numbers from 0 on that reach a number. */
export function linearTicks(to: number): number[] {
  const power = 10 ** Math.floor(Math.log10(to / 5));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => to / size <= 6) ?? to;
  return Array.from({ length: Math.ceil(to / step) + 1 }, (_, n) =>
    Number((n * step).toPrecision(6)),
  );
}

const HEIGHT = 320;

/** Draws curves over two linear axes that begin at 0. */
export function curvePlot({ title, x: xName, y: yName, curves }: Plot): string {
  const points = curves.flatMap(({ points }) => points);
  const [xTicks, yTicks] = [
    linearTicks(Math.max(1e-6, ...points.map(([x]) => x))),
    linearTicks(Math.max(1e-6, ...points.map(([, y]) => y))),
  ];
  const [left, right, low, high] = [60, WIDTH - 230, HEIGHT - 46, 54];
  const x = (value: number): number => left + (value / (xTicks.at(-1) ?? 1)) * (right - left);
  const y = (value: number): number => low - (value / (yTicks.at(-1) ?? 1)) * (low - high);
  return svg(HEIGHT, title, [
    text(MARGIN, 20, title, 'font-weight="600"'),
    ...xTicks.flatMap((tick) => [
      line(x(tick), high, x(tick), low, FAINT),
      text(x(tick), low + 16, String(tick), 'text-anchor="middle"'),
    ]),
    ...yTicks.flatMap((tick) => [
      line(left, y(tick), right, y(tick), FAINT),
      text(left - 6, y(tick) + 4, String(tick), 'text-anchor="end"'),
    ]),
    text((left + right) / 2, HEIGHT - 10, xName, 'text-anchor="middle"'),
    text(left - 36, high - 8, yName),
    ...curves.flatMap(({ name, points }, n) => {
      const colour = COLOURS[n % COLOURS.length] ?? INK;
      const path = points.map((point) => `${at(x(point[0]))},${at(y(point[1]))}`).join(' ');
      const key = high + 14 + n * 20;
      return [
        `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        line(right + 14, key - 4, right + 34, key - 4, colour, 'stroke-width="3"'),
        text(right + 40, key, name),
      ];
    }),
  ]);
}
