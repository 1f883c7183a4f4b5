import { defineConfig } from 'vitest/config';

/**
 * Suites that take minutes in one file each. Vitest gives whole files to its workers, so each shard
 * is a project of its own and plays a part of the scenarios.
 */
const sharded = ['test/generated/{cancels,faults}.test.ts'];
const SHARDS = 2;
/**
 * These suites take longest. They run first, so that no core has to wait for another at the end.
 */
const long = ['test/{generated,simulation}/*.test.ts', 'test/contract/cli/operatorsNight.test.ts'];
/** Tests that measure time. They run one after another when all others have ended. */
const measuring = ['test/contract/{ivs/performance,cli/bin}.test.ts'];
/** Tests that replace a module or start programs. Each runs in a process of its own. */
const apart = [
  'test/unit/api/{mutations,reactions,reads}.test.ts',
  'test/contract/ivs/{rtmp,encoders,fuzz,package/package}.test.ts',
  'test/unit/local/start.test.ts',
  'test/contract/cli/localStack.test.ts',
  'test/demo.test.ts',
  'test/readme.test.ts',
  'test/console/*.test.ts',
  'test/players/*.test.ts',
  'test/examples/*.test.ts',
];

/** Tests that take hours on the simulated clock and minutes on the real one. */
const hours = ['test/endurance/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/wholeRun.ts'],
    // The longest tests take half a minute on two idle cores, and other work may take most of them.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // On a busy machine, the results that tests poll for arrive late.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    pool: 'forks',
    // One more than the cores of a small machine, because tests of a browser and of encoders wait.
    maxWorkers: 3,
    projects: [
      // The files of one process run one after another, because loading all modules anew for every
      // file takes longer than most tests.
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
          exclude: [...long, ...apart, ...measuring, ...hours],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'measuring',
          include: measuring,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      // These run by a command of their own: npm run test:endurance.
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
