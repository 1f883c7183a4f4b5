import { engine } from './engine.ts';
import type { Mutant } from './mutant.ts';

/** All mutants, in the order in which they run. */
export const mutants: readonly Mutant[] = [...engine];
