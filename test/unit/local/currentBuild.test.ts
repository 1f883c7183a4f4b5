import { appendFile, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIfChanged } from '../../../local/currentBuild.ts';
import { copyOfProject } from '../../copyOfProject.ts';

let folder: string;
beforeAll(async () => {
  folder = await copyOfProject();
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const sweep = (): string => join(folder, 'dist/sweep/index.mjs');

test('bundles of the same sources stay as they are, in another folder too', async () => {
  const { mtimeMs } = await stat(sweep());
  expect(await buildIfChanged(folder)).toBe(false);
  expect((await stat(sweep())).mtimeMs).toBe(mtimeMs);
});

test('a changed source is in the bundles', async () => {
  await appendFile(join(folder, 'functions/schedules/sweep.ts'), "\nconsole.log('changed');\n");
  expect(await buildIfChanged(folder)).toBe(true);
  expect(await readFile(sweep(), 'utf8')).toContain('console.log("changed")');
}, 240_000);

test.each([
  ['a bundle is gone', 'dist/docs/index.mjs'],
  ['the last build did not end', 'dist/sources.sha256'],
])('bundles are made again when %s', async (_, lost) => {
  expect(await buildIfChanged(folder, async () => {})).toBe(false);
  await rename(join(folder, lost), join(folder, 'kept'));
  const bringBack = (): Promise<void> => rename(join(folder, 'kept'), join(folder, lost));
  expect(await buildIfChanged(folder, bringBack)).toBe(true);
});
