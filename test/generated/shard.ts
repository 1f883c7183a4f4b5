import { inject } from 'vitest';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The share of the scenarios that a run of a generated suite plays; see vitest.config.ts. */
    shard: { readonly index: number; readonly count: number };
  }
}

/** Returns the scenarios of this shard. Each scenario belongs to exactly one shard. */
export function scenariosOfShard(): readonly Scenario[] {
  const { index, count } = inject('shard');
  return scenarios.filter((_, n) => n % count === index);
}
