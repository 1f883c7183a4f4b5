import { defineConfig } from 'vitest/config';

/**
 * Suites of minutes in one file each, and vitest gives whole files to its workers: so each shard, a
 * project of its own, plays a part of the scenarios.
 */
const sharded = ['test/generated/{cancels,faults}.test.ts'];
const SHARDS = 2;
/** They last longest: in front, so that no core waits for another in the end. */
const long = ['test/{generated,simulation}/*.test.ts'];
/**
 * They lay something else in the place of a module, measure, or start programs: each in a process
 * of its own.
 */
const apart = [
  'test/unit/api/{mutations,reactions,reads}.test.ts',
  'test/contract/ivs/{performance,rtmp,fuzz}.test.ts',
  'test/unit/local/start.test.ts',
  'test/demo.test.ts',
  'test/readme.test.ts',
];

/** Hours of the clock that is played, and minutes of the real one. */
const hours = ['test/endurance/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/wholeRun.ts'],
    // Some thirty times what the longest takes on an idle machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine is late with the things that tests poll for.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      // Those of one process come one after the other: to load all modules for every file anew
      // takes longer than most tests.
      ...Array.from({ length: SHARDS }, (_, index) => ({
        extends: true as const,
        test: {
          name: `shard ${index + 1} of ${SHARDS}`,
          include: sharded,
          isolate: false,
          provide: { shard: { index, count: SHARDS } },
        },
      })),
      { extends: true, test: { name: 'long', include: long, exclude: sharded, isolate: false } },
      { extends: true, test: { name: 'apart', include: apart } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...long, ...apart, ...hours],
          isolate: false,
        },
      },
      // By a command of its own: npm run test:endurance.
      ...(process.env.ENDURANCE
        ? [
            {
              extends: true as const,
              test: { name: 'endurance', include: hours, testTimeout: 900_000 },
            },
          ]
        : []),
    ],
  },
});
