import type { Mutant } from './mutant.ts';

const concluding = 'test/unit/jobs/concluding.test.ts';
const claiming = 'test/unit/jobs/claiming.test.ts';

/** Defects in the pure part of the engine: what follows from what. */
export const engine: readonly Mutant[] = [
  {
    name: 'a job whose runner died is not uncertain',
    promise: 2,
    file: 'lib/jobs/transitions.ts',
    find: 'uncertain: found.uncertain || mayHaveActed }',
    replace: 'uncertain: found.uncertain }',
    killedBy: [claiming, 'whose runner is gone makes its last attempt uncertain'],
  },
];
