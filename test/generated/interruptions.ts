import type { Scenario } from './scenario.ts';

/** Whether every change of a scenario is interrupted: `npm run test:generated`. */
export const ALL = process.env['GENERATED'] === 'all';
/** How many changes lie between two interruptions otherwise, unless the scenario says. */
const EVERY = 5;

/**
 * Returns the numbers of the changes at which a scenario is interrupted, without an end. `npm test`
 * takes a sample, and each fault its own part of the changes.
 * @param stride every nth change is enough for this fault, whoever runs it
 * @param first the first change of the sample
 */
export function* interruptions(
  { every = EVERY }: Scenario,
  { stride = 1, first = 0 }: { stride?: number; first?: number } = {},
): Generator<number> {
  const step = ALL ? stride : Math.max(stride, every);
  for (let n = ALL ? 0 : first; ; n += step) yield n;
}

/** How long a test of all interruptions of a scenario may take, in ms. */
export const PATIENCE_MS = ALL ? 900_000 : 300_000;
