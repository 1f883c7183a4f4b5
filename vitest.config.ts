import { defineConfig } from 'vitest/config';

/** They lay something else in the place of a module, or measure: each in a process of its own. */
const apart = ['test/unit/api/{mutations,reactions,reads}.test.ts', 'test/contract/ivs/performance.test.ts'];
/** They last longest: in front, so that no core waits for another in the end. */
const long = ['test/{generated,simulation}/*.test.ts', 'test/unit/local/start.test.ts', 'test/demo.test.ts', 'test/contract/ivs/{rtmp,fuzz}.test.ts'];

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
      { extends: true, test: { name: 'apart', include: [...long, ...apart] } },
      // One after the other in the same processes: to load all modules for every file anew takes longer than most tests.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...long, ...apart], isolate: false } },
    ],
  },
});
