import { isKept, limited, type Figure, type PartReport } from './figures.ts';

/** The reports of the parts, by their names. */
export type Parts = Readonly<Record<string, PartReport>>;

/**
 * The least spread that a comparison allows for, as a share of the committed median: few rounds of
 * a figure may agree by chance. Bytes do not vary, but every change of the code moves them a bit.
 */
const SPREAD_MIN = { ms: 0.05, s: 0.05, bytes: 0.01 } as const;

const widthOf = ({ ratio }: Figure): number => ratio.upper - ratio.lower;

const keyOf = ({ name, beside }: Figure): string => `${name} ÷ ${beside}`;

/** Returns how far a ratio may lie above the committed one. */
const allowance = (now: Figure, committed: Figure): number =>
  Math.max(widthOf(now), widthOf(committed), committed.ratio.median * SPREAD_MIN[committed.unit]);

/**
 * Returns the figures that are worse than the committed ones by more than the spread, each in a
 * sentence. A figure that only one side has is not compared.
 */
export function worse(now: Parts, committed: Parts): string[] {
  return Object.entries(now).flatMap(([part, { figures }]) => {
    const known = new Map(committed[part]?.figures.map((figure) => [keyOf(figure), figure]));
    return figures.flatMap((figure) => {
      const before = known.get(keyOf(figure));
      if (!before) return [];
      const limit = before.ratio.median + allowance(figure, before);
      return figure.ratio.median > limit
        ? [
            `${part}: ${keyOf(figure)} is ${figure.ratio.median}, and was ` +
              `${before.ratio.median} (at most ${limit.toPrecision(4)} with its spread)`,
          ]
        : [];
    });
  });
}

/** Returns the promises that a report breaks, each in a sentence. */
export function broken(now: Parts): string[] {
  return Object.entries(now).flatMap(([part, { figures, checks }]) => [
    ...figures
      .filter((figure) => !isKept(figure))
      .map(
        (figure) =>
          `${part}: ${figure.name} is ${limited(figure)}, and ${figure.limit?.atMost} is promised`,
      ),
    ...checks
      .filter(({ held, of }) => held < of)
      .map(({ name, held, of }) => `${part}: ${name} held ${held} of ${of} times`),
  ]);
}
