import { build as bundle } from 'esbuild';
import { globSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** A function's file: `functions/<kind>/<name>.ts`, relative to the folder. */
export function functionSources(folder: string = projectFolder): string[] {
  return globSync('functions/*/*.ts', { cwd: folder }).toSorted();
}

/**
 * Bundles every function into `dist/<name>/index.mjs`, everything included, as it is deployed and as the local stack runs it.
 * Safe while another process builds or runs the same files: each appears whole or not at all.
 */
export async function build(folder: string = projectFolder): Promise<void> {
  const sources = functionSources(folder);
  const { outputFiles } = await bundle({
    absWorkingDir: folder,
    entryPoints: sources.map((source) => ({ in: source, out: join(basename(source, '.ts'), 'index') })),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
    // Packages that are still CommonJS call require() for Node's own modules; an ES module has none.
    banner: { js: "import { createRequire as requireForBundle } from 'node:module'; const require = requireForBundle(import.meta.url);" },
  });
  await Promise.all(
    outputFiles.map(async (file) => {
      await mkdir(dirname(file.path), { recursive: true });
      const unfinished = `${file.path}.${process.pid}`;
      await writeFile(unfinished, file.contents);
      await rename(unfinished, file.path);
    }),
  );
}

if (import.meta.main) await build();
