import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** A small version of the benchmark; `npm run bench:api` has 500 callers for a minute. */
test('fifty callers at once lose and double no change, and meet no fault of ours', async () => {
  const run = promisify(execFile)(process.execPath, [
    'bench/api.ts',
    '--callers',
    '50',
    '--seconds',
    '3',
    '--json',
  ]);
  // The benchmark prints its figures even when it exits with 1.
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  expect(stdout, stderr).not.toBe('');
  const { faults, outcome } = JSON.parse(stdout) as {
    faults: string[];
    outcome: Record<string, number>;
  };
  expect(faults).toEqual([]);
  for (const what of ['creations', 'fieldsWritten', 'tagsWritten', 'succeeded'])
    expect(outcome[what], what).toBeGreaterThan(0);
}, 120_000);
