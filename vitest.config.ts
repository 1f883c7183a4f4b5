import { defineConfig } from 'vitest/config';

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
    // What is to come soon comes late on a busy machine.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      // Those of one process come one after the other: to load all modules for every file anew
      // takes longer than most tests.
      { extends: true, test: { name: 'long', include: long, isolate: false } },
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
