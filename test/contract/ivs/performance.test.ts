import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The bench in small; `npm run bench:ivs-local` has the figures that are promised, in full. */
test('a hundred streams leave lists fast, memory small and the throttle exact', async () => {
  const run = promisify(execFile)(process.execPath, [
    'bench/ivsLocal.ts',
    '--channels',
    '1000',
    '--streams',
    '100',
    '--json',
  ]);
  // It prints its figures also when it has to end with 1.
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  expect(stdout, stderr).not.toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    channels: 1_000,
    live: 100,
    throttle: { seconds: 10, accepted: 55, expected: 55 },
    kept: true,
  });
});
