import { rm } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { projectFolder } from '../../local/build.ts';
import { consoleAssets } from '../../local/buildConsole.ts';
import { copyOfProject } from '../copyOfProject.ts';

const BYTES_MAX = 150_000;

let assets: Map<string, Buffer>;
let page: string;
let names: string[];
const textOf = (name: string): string =>
  gunzipSync(assets.get(`${name}.gz`) ?? Buffer.alloc(0)).toString();

beforeAll(async () => {
  assets = await consoleAssets(projectFolder);
  const manifest = JSON.parse(assets.get('manifest.json')?.toString() ?? '') as {
    page: string;
    types: Record<string, string>;
  };
  ({ page } = manifest);
  names = Object.keys(manifest.types);
});

/** Returns the scripts that a script loads before anything is clicked. */
function loadedBy(script: string): string[] {
  const imported = [...textOf(script).matchAll(/(?:from|import)\s*["']\.\/([\w-]+)["']/g)];
  return [script, ...imported.flatMap(([, name = '']) => loadedBy(name))];
}

test('the scripts before the player have at most 150 kB, compressed', () => {
  const [, main = ''] = /src="console\/([\w-]+)"/.exec(page) ?? [];
  const loaded = [...new Set(loadedBy(main))];
  const bytes = loaded.reduce((sum, name) => sum + (assets.get(`${name}.gz`)?.length ?? 0), 0);
  console.log(`the scripts of the console have ${bytes} bytes, compressed`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX);
});

test('the player is a script of its own, and the page has no script or style within it', () => {
  const [, main = ''] = /src="console\/([\w-]+)"/.exec(page) ?? [];
  const player = names.filter((name) => textOf(name).includes('EXTM3U'));
  expect(player).toHaveLength(1);
  expect(loadedBy(main)).not.toContain(player[0]);
  expect(textOf(main)).toContain(`import("./${player[0]}")`);
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bon\w+=|\bstyle=/);
  expect(page).not.toMatch(/https?:\/\//);
});

test('every name can stand in an address of the console', () => {
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9-]{1,64}$/);
});

test('the same sources in another folder give the same bytes', async () => {
  const folder = await copyOfProject();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const copied = await consoleAssets(folder);
  expect([...copied.keys()]).toEqual([...assets.keys()]);
  for (const [name, bytes] of copied) expect(assets.get(name)?.equals(bytes), name).toBe(true);
});
