import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** The most files that a DELETE may pass through before it reaches a service. */
const FILES_MAX = { DynamoDB: 9, IVS: 14 };

it('leads a DELETE to DynamoDB and to IVS through few files', { timeout: 120_000 }, () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['scripts/house.ts'], {
    encoding: 'utf8',
  });
  for (const [service, filesMax] of Object.entries(FILES_MAX)) {
    const way = new RegExp(`first call of ${service} +(\\d+) \\((.+)\\)`).exec(stdout);
    const files = way?.[2]?.split(' → ') ?? [];
    expect(files.slice(0, 2), stderr).toEqual(['functions/http/commands', 'http/handler']);
    expect(files.length).toBeLessThanOrEqual(filesMax);
  }
});
