import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, functionSources, whole } from './build.ts';

/** All that bundles are made of: our code, the documents that the functions serve, and packages. */
const SOURCES = [
  '{console,functions,lib,local}/**/*.{css,json,mjs,ts,tsx}',
  'docs/*.json',
  'node_modules/.package-lock.json',
];

/** The file in `dist/` that names the sources of the bundles beside it. */
const MARK = join('dist', 'sources.sha256');

async function digestOf(folder: string): Promise<string> {
  const paths = globSync(SOURCES, {
    cwd: folder,
    exclude: ['{console,functions,lib,local}/**/{dist,node_modules}/**'],
  }).toSorted();
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  const hash = createHash('sha256');
  for (const [index, text] of texts.entries())
    hash.update(`${paths[index]} ${text.length}\n`).update(text);
  return hash.digest('hex');
}

/** Returns whether `dist/` has the bundles of all functions, made of the sources of that digest. */
async function isCurrent(folder: string, digest: string): Promise<boolean> {
  const isThere = (path: string): boolean => existsSync(join(folder, path));
  return (
    isThere(MARK) &&
    (await readFile(join(folder, MARK), 'utf8')) === digest &&
    functionSources(folder).every((source) => isThere(`dist/${basename(source, '.ts')}/index.mjs`))
  );
}

/**
 * Bundles every function into `dist/` as `build` does, unless the bundles there are of the same
 * sources and packages. It is for the local stack, which starts often; what is packed for a
 * deployment is always built anew.
 * @param make builds, by default all
 * @returns whether it has built
 */
export async function buildIfChanged(folder: string, make = build): Promise<boolean> {
  const digest = await digestOf(folder);
  if (await isCurrent(folder, digest)) return false;
  await rm(join(folder, MARK), { force: true });
  await make(folder);
  await whole(join(folder, MARK), (unfinished) => writeFile(unfinished, digest));
  return true;
}
