import { build as bundle } from 'esbuild';
import { globSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Returns the files of the functions, `functions/<kind>/<name>.ts`, relative to the folder. */
export function functionSources(folder: string = projectFolder): string[] {
  return globSync('functions/*/*.ts', { cwd: folder }).toSorted();
}

const packages = createRequire(import.meta.url);

/**
 * Files of packages that a function reads at run time, by function. They lie beside its bundle as
 * the package would.
 */
const PACKAGE_FILES: Readonly<Record<string, readonly string[]>> = {
  docs: ['package.json', 'swagger-ui-bundle.js', 'swagger-ui.css', 'LICENSE', 'NOTICE'].map(
    (file) => `swagger-ui-dist/${file}`,
  ),
};

/**
 * Bundles every function into `dist/<name>/index.mjs`, with all dependencies, as it is deployed and
 * as the local stack runs it. It is safe while another process builds or runs the same files,
 * because each file appears whole or not at all.
 */
export async function build(folder: string = projectFolder): Promise<void> {
  const sources = functionSources(folder);
  const { outputFiles } = await bundle({
    absWorkingDir: folder,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
    entryPoints: sources.map((source) => ({
      in: source,
      out: join(basename(source, '.ts'), 'index'),
    })),
    target: 'node24',
    sourcemap: 'linked',
    // CommonJS packages call require() for Node's own modules, but an ES module has no require().
    banner: {
      js: "import { createRequire as requireForBundle } from 'node:module'; const require = requireForBundle(import.meta.url);",
    },
  });
  await Promise.all([
    ...outputFiles.map((file) =>
      whole(file.path, (unfinished) => writeFile(unfinished, file.contents)),
    ),
    ...Object.entries(PACKAGE_FILES).flatMap(([name, files]) =>
      files.map((file) =>
        whole(join(folder, 'dist', name, 'node_modules', file), (unfinished) =>
          copyFile(packages.resolve(file), unfinished),
        ),
      ),
    ),
  ]);
}

/** Writes a file that is never seen half-written. */
export async function whole(
  path: string,
  write: (unfinished: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await write(unfinished);
  await rename(unfinished, path);
}

if (import.meta.main) await build();
