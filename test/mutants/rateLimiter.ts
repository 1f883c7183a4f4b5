import type { Mutant } from './mutant.ts';

/** Defects of the rate limiters. */
export const rateLimiter: readonly Mutant[] = [
  {
    name: 'a rate limiter is pushed on without its upper bound',
    promise: 9,
    file: 'lib/jobs/rateLimiter.ts',
    find: 'when: { above: { tat: now }, atMost: { tat: now + AHEAD_MS_MAX } }',
    replace: 'when: { above: { tat: now } }',
    killedBy: ['test/contract/jobTable.test.ts', 'is not put off without end'],
  },
  {
    name: 'many at once reserve further ahead than they may',
    promise: 9,
    file: 'lib/jobs/rateLimiter.ts',
    find: 'when: { above: { tat: now }, atMost: { tat: now + aheadMs } }',
    replace: 'when: { above: { tat: now } }',
    killedBy: ['test/contract/jobTable.test.ts', 'is reserved no further ahead than asked'],
  },
  {
    name: 'an emergency has a share of the quota',
    promise: 14,
    file: 'lib/jobs/rateLimiter.ts',
    find: "priority === 'normal' ? laneShare : 1",
    replace: 'laneShare',
    killedBy: [
      'test/contract/jobTable.test.ts',
      'leaves the rate limiter for emergencies and other operations alone',
    ],
  },
  {
    name: 'normal work does not make room for emergencies',
    promise: 14,
    file: 'lib/jobs/rateLimiter.ts',
    find: "if (priority === 'emergency' && 'slots' in reservation)",
    replace: "if (priority === 'emergency' && 'nextFree' in reservation)",
    killedBy: ['test/contract/jobTable.test.ts', 'makes room for emergencies'],
  },
  {
    name: 'a 429 slows emergencies',
    promise: 14,
    file: 'lib/jobs/rateLimiter.ts',
    find: "pushBack(app, operation, 'normal', SLOWED_MS)",
    replace: "pushBack(app, operation, 'emergency', SLOWED_MS)",
    killedBy: ['test/contract/jobTable.test.ts', 'is slowed by a second after a 429'],
  },
  {
    name: 'slots that nobody took are saved up',
    promise: 8,
    file: 'lib/jobs/rateLimiter.ts',
    find: 'set: { tat: now + step * count }',
    replace: 'set: { tat: Number(tat ?? now) + step * count }',
    killedBy: ['test/contract/jobTable.test.ts', 'starts afresh after a rest'],
  },
  {
    name: 'two callers get the same slot',
    promise: 8,
    file: 'lib/jobs/rateLimiter.ts',
    find: 'when: { notAbove: { tat: now } } })) return { slots',
    replace: 'when: {} })) return { slots',
    killedBy: ['test/contract/jobTable.test.ts', 'gives concurrent callers distinct slots'],
  },
];
