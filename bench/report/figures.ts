import { median, spreadOf, type Spread } from './statistics.ts';

export type Unit = 'ms' | 's' | 'bytes';

/** A promised limit on the ratio, or on our own side of the comparison. */
export interface Limit {
  readonly of: 'ratio' | 'own';
  readonly atMost: number;
}

/** One round: our own side, and the side that it stands beside. */
export type Pair = readonly [own: number, other: number];

/** The measured values of a comparison. Less is better for each of them. */
export interface Comparison {
  readonly name: string;
  readonly beside: string;
  readonly unit: Unit;
  readonly pairs: readonly Pair[];
  /** The value over all rounds, where the median of the rounds is not the value, as for a p99. */
  readonly whole?: Pair;
  readonly limit?: Limit;
}

/** A promise that must hold each time. */
export interface Check {
  readonly name: string;
  readonly held: number;
  readonly of: number;
}

/** A line in a plot. */
export interface Curve {
  readonly name: string;
  readonly points: readonly Pair[];
}

/** The curves of one plot. */
export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly curves: readonly Curve[];
}

/** The results of one process. */
export interface Measured {
  readonly comparisons: readonly Comparison[];
  readonly checks?: readonly Check[];
  /** Numbers that explain the others and are not compared. */
  readonly facts?: Readonly<Record<string, number>>;
  readonly plot?: Plot;
}

/** A comparison in one line. The ratio depends less on the machine than its two sides. */
export interface Figure {
  readonly name: string;
  readonly beside: string;
  readonly unit: Unit;
  readonly ratio: Spread;
  readonly own: number;
  readonly other: number;
  readonly rounds: number;
  readonly limit?: Limit;
}

/** The results of one part of the benchmark. */
export interface PartReport {
  readonly figures: readonly Figure[];
  readonly checks: readonly Check[];
  readonly facts: Readonly<Record<string, number>>;
  readonly plot?: Plot;
}

/** Rounds a number to six significant digits, which bytes need. */
const rounded = (value: number): number => Number(value.toPrecision(6));

export function figureOf({ name, beside, unit, pairs, whole, limit }: Comparison): Figure {
  const ratios = spreadOf(pairs.map(([own, other]) => own / other));
  const [own, other] = whole ?? [
    median(pairs.map(([own]) => own)),
    median(pairs.map(([, other]) => other)),
  ];
  const middle = whole ? own / other : ratios.median;
  return {
    name,
    beside,
    unit,
    ratio: {
      median: rounded(middle),
      lower: rounded(Math.min(middle, ratios.lower)),
      upper: rounded(Math.max(middle, ratios.upper)),
    },
    own: rounded(own),
    other: rounded(other),
    rounds: pairs.length,
    ...(limit && { limit }),
  };
}

/** Returns the value on which a figure has a limit. */
export const limited = ({ limit, own, ratio }: Figure): number =>
  limit?.of === 'own' ? own : ratio.median;

/** Returns whether a figure keeps its limit; a figure without a limit does. */
export const isKept = (figure: Figure): boolean =>
  figure.limit === undefined || limited(figure) <= figure.limit.atMost;

/** Puts the rounds together that several processes have measured. */
export function partReportOf(measured: readonly Measured[]): PartReport {
  const comparisons = Map.groupBy(
    measured.flatMap(({ comparisons }) => comparisons),
    ({ name, beside }) => `${name} ÷ ${beside}`,
  );
  const checks = Map.groupBy(
    measured.flatMap(({ checks = [] }) => checks),
    ({ name }) => name,
  );
  const facts = Map.groupBy(
    measured.flatMap(({ facts = {} }) => Object.entries(facts)),
    ([name]) => name,
  );
  const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);
  const plot = measured.find(({ plot }) => plot)?.plot;
  return {
    figures: [...comparisons.values()].flatMap((alike) =>
      alike[0] ? [figureOf({ ...alike[0], pairs: alike.flatMap(({ pairs }) => pairs) })] : [],
    ),
    checks: [...checks].map(([name, alike]) => ({
      name,
      held: total(alike.map(({ held }) => held)),
      of: total(alike.map(({ of }) => of)),
    })),
    facts: Object.fromEntries(
      [...facts].map(([name, alike]) => [name, rounded(median(alike.map(([, value]) => value)))]),
    ),
    ...(plot && { plot }),
  };
}
