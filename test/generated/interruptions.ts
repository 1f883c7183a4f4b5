import type { Scenario } from './scenario.ts';

/** Whether every change of a scenario is interrupted: `npm run test:generated`. */
export const ALL = process.env['GENERATED'] === 'all';
/** How many changes lie between two interruptions otherwise, unless the scenario says. */
const EVERY = 3;

/**
 * Returns the numbers of the changes at which a scenario is interrupted, without an end. `npm test`
 * takes a sample, and each fault its own part of the changes. The sample thins out as it goes on,
 * because the long scenarios would take most of the time.
 * @param stride every nth change is enough for this fault, whoever runs it
 * @param first the first change of the sample
 */
export function* interruptions(
  { every = EVERY }: Scenario,
  { stride = 1, first = 0 }: { stride?: number; first?: number } = {},
): Generator<number> {
  if (ALL) for (let n = 0; ; n += stride) yield n;
  for (let n = first; ; n += Math.max(stride, every, Math.round(n / 2))) yield n;
}

/** How long a test of all interruptions of a scenario may take, in ms. */
export const PATIENCE_MS = ALL ? 3_600_000 : 300_000;
