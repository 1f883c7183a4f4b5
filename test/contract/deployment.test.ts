import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyOfProject } from '../copyOfProject.ts';

const serverless = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
/** Packaging bundles all functions, on a machine that may be busy. */
const PATIENCE_MS = 240_000;

let folder: string;
beforeAll(async () => {
  folder = await copyOfProject();
}, PATIENCE_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Packages as a deployment to the stage `local` does. */
async function packageWith(...options: string[]): Promise<void> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    CI: '1',
    SLS_TRACKING_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  };
  const args = [serverless, 'package', '--stage', 'local', ...options];
  await promisify(execFile)(process.execPath, args, { cwd: folder, env });
}

test(
  'a deployment packs the sources as they are, not an old bundle',
  async () => {
    await mkdir(join(folder, 'dist/queries'), { recursive: true });
    await writeFile(join(folder, 'dist/queries/index.mjs'), 'export const handler = "stale";\n');
    await packageWith();

    // With the stale bundle, the archive of its function would have a few hundred bytes. Source
    // maps would make all of them much larger.
    for (const name of ['queries', 'commands', 'sweep']) {
      const { size } = await stat(join(folder, '.serverless', `${name}.zip`));
      expect(size, name).toBeGreaterThan(50_000);
      expect(size, name).toBeLessThan(150_000);
    }
  },
  PATIENCE_MS,
);

test(
  'a deployment to a region without IVS is refused with the regions that have it',
  async () => {
    await expect(packageWith('--region', 'eu-north-1')).rejects.toMatchObject({
      stdout: expect.stringMatching(
        /IVS low-latency streaming is not offered in eu-north-1\. Deploy to one of us-east-1, /,
      ) as string,
    });
  },
  PATIENCE_MS,
);

test(
  'a deployment that breaks a rule is refused with the resource',
  async () => {
    // The rules look at the template, so the bundles that are there will do.
    await writeFile(join(folder, 'local/build.ts'), 'export const build = () => undefined;\n');
    const page = join(folder, 'docs/runbooks.md');
    const kept = await readFile(page, 'utf8');
    await writeFile(page, kept.replace('\n## sweep\n', '\n## swept\n'));
    await expect(packageWith()).rejects.toMatchObject({
      stdout: expect.stringContaining(
        'SweepAlarm: docs/runbooks.md has no section "sweep" about the alarm',
      ) as string,
    });
  },
  PATIENCE_MS,
);
