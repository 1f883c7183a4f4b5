import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/**
 * A small version of the benchmark; `npm run bench:ivs-local` has the promised figures, in full.
 */
test('a hundred streams leave lists and GetChannel fast, memory small, the throttle exact', async () => {
  const run = promisify(execFile)(process.execPath, [
    'bench/ivsLocal.ts',
    '--channels',
    '1000',
    '--streams',
    '100',
    '--json',
  ]);
  // The benchmark prints its figures even when it exits with 1.
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  expect(stdout, stderr).not.toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    channels: 1_000,
    live: 100,
    throttle: { seconds: 10, accepted: 55, expected: 55 },
    kept: true,
  });
});
