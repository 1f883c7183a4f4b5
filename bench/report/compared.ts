import type { Parts } from './check.ts';
import { short } from './page.ts';

/**
 * Returns the figures of this commit beside those of an earlier one, each in a line. A figure that
 * only one of them has is left out.
 */
export function compared(now: Parts, before: Parts): string[] {
  return Object.entries(now).flatMap(([part, { figures }]) =>
    figures.flatMap(({ name, beside, ratio }) => {
      const earlier = before[part]?.figures.find(
        (figure) => figure.name === name && figure.beside === beside,
      );
      if (!earlier) return [];
      const change = ratio.median / earlier.ratio.median;
      return [
        `  ${part}: ${name} ÷ ${beside}: ${short(ratio.median)}, was ` +
          `${short(earlier.ratio.median)} (${short(change)} times)`,
      ];
    }),
  );
}
