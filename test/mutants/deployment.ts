import type { Mutant } from './mutant.ts';

const RULES = 'test/contract/templateRules.test.ts';

/** Defects in the rules that a deployment is checked with. */
export const deployment: readonly Mutant[] = [
  {
    name: 'a function may give up events without a destination',
    promise: 6,
    file: 'scripts/templateRules.ts',
    find: '&& !withDestination.includes(id)',
    replace: '&& withDestination.length === 0',
    killedBy: [RULES, 'has no destination for those it gives up'],
  },
  {
    name: 'an alarm may wake nobody',
    promise: 6,
    file: 'scripts/templateRules.ts',
    find: 'Properties[actions] === undefined',
    replace: 'actions === undefined',
    killedBy: [RULES, 'does not name its section, or wakes nobody'],
  },
];
