import { execFile } from 'node:child_process';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { copyOfProject } from '../copyOfProject.ts';

const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

test('a deployment packs the sources as they are, not an old bundle', async () => {
  const folder = await copyOfProject();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'dist/queries'), { recursive: true });
  await writeFile(join(folder, 'dist/queries/index.mjs'), 'export const handler = "stale";\n');

  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    CI: '1',
    SLS_TRACKING_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  };
  await promisify(execFile)(process.execPath, [serverless, 'package', '--stage', 'local'], {
    cwd: folder,
    env,
  });

  // With the stale bundle, the archive of one function would have a few hundred bytes, and those of
  // the other functions would not exist at all. Source maps would make them much larger.
  for (const name of ['queries', 'commands', 'sweep']) {
    const { size } = await stat(join(folder, '.serverless', `${name}.zip`));
    expect(size, name).toBeGreaterThan(50_000);
    expect(size, name).toBeLessThan(150_000);
  }
}, 240_000);
