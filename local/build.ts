import { build as bundle, type OutputFile, type Plugin } from 'esbuild';
import { globSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtins } from './bundling/builtins.ts';
import { leftOutBy, WITHOUT_JOBS } from './bundling/leftOut.ts';
import { lib } from './bundling/lib.ts';
import { packages } from './bundling/packages.ts';
import { consoleAssets } from './buildConsole.ts';

/** The folder of the project. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Returns the files of the functions, `functions/<kind>/<name>.ts`, relative to the folder. */
export function functionSources(folder: string = projectFolder): string[] {
  return globSync('functions/*/*.ts', { cwd: folder }).toSorted();
}

const nameOf = (source: string): string => basename(source, '.ts');

const { resolve } = createRequire(import.meta.url);

/** The functions with the client of S3, whose answers are streams: their packages stay whole. */
const WITH_WHOLE_PACKAGES: ReadonlySet<string> = new Set(['describeRecordings']);

/** The bundles that are made together, and the part that each leaves out. */
const groupsOf = (
  sources: readonly string[],
): { names: string[]; runsJobs: boolean; isTrimmed: boolean; leftOut: readonly string[] }[] =>
  [
    ...Map.groupBy(sources, (source) =>
      JSON.stringify([
        !WITHOUT_JOBS.has(nameOf(source)),
        !WITH_WHOLE_PACKAGES.has(nameOf(source)),
        leftOutBy(nameOf(source)),
      ]),
    ),
  ].map(([key, names]) => {
    const [runsJobs, isTrimmed, leftOut] = JSON.parse(key) as [boolean, boolean, string[]];
    return { names, runsJobs, isTrimmed, leftOut };
  });

/**
 * Files of packages that a function reads at run time, by function. They lie beside its bundle as
 * the package would.
 */
const PACKAGE_FILES: Readonly<Record<string, readonly string[]>> = {
  docs: ['package.json', 'swagger-ui-bundle.js', 'swagger-ui.css', 'LICENSE', 'NOTICE'].map(
    (file) => `swagger-ui-dist/${file}`,
  ),
};

/** The bundles of all functions and their source maps, before they are written. */
export interface Bundles {
  readonly files: readonly OutputFile[];
  /** The inputs of each bundle, relative to the folder, by the name of the function. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
}

/**
 * Bundles every function in memory, with all its dependencies and no code that it never uses. The
 * same sources give the same bytes in every folder.
 * @param first plugins that resolve an import before ours do
 */
export async function bundles(
  folder: string = projectFolder,
  first: readonly Plugin[] = [],
): Promise<Bundles> {
  const sources = functionSources(folder);
  const parts = await Promise.all(
    groupsOf(sources).map(({ names, runsJobs, isTrimmed, leftOut }) =>
      bundle({
        absWorkingDir: folder,
        outdir: 'dist',
        outExtension: { '.js': '.mjs' },
        bundle: true,
        minify: true,
        format: 'esm',
        platform: 'node',
        mainFields: ['module', 'main'],
        legalComments: 'none',
        logLevel: 'silent',
        write: false,
        metafile: true,
        entryPoints: names.map((source) => ({ in: source, out: join(nameOf(source), 'index') })),
        target: 'node24',
        sourcemap: 'external',
        sourcesContent: false,
        plugins: [
          ...first,
          builtins,
          ...(isTrimmed ? [packages] : []),
          lib(folder, { runsJobs, leftOut }),
        ],
      }),
    ),
  );
  return {
    files: parts.flatMap(({ outputFiles }) => outputFiles),
    inputs: Object.fromEntries(
      parts
        .flatMap(({ metafile }) => Object.entries(metafile.outputs))
        .filter(([path]) => path.endsWith('.mjs'))
        .map(([path, { inputs }]) => [
          basename(dirname(path)),
          Object.entries(inputs).flatMap(([input, { bytesInOutput }]) =>
            bytesInOutput > 0 ? [input] : [],
          ),
        ]),
    ),
  };
}

/** Returns the path of the source map of a function's bundle. It is not part of its package. */
export const sourceMapOf = (folder: string, name: string): string =>
  join(folder, 'dist', 'maps', `${name}.json`);

/**
 * Bundles every function into `dist/<name>/index.mjs`, as it is deployed and as the local stack
 * runs it, and writes the source maps into `dist/maps/`. It is safe while another process builds or
 * runs the same files, because each file appears whole or not at all.
 */
export async function build(folder: string = projectFolder): Promise<void> {
  const { files } = await bundles(folder);
  await Promise.all([
    buildConsole(folder),
    ...files.map(({ path, contents }) =>
      whole(
        path.endsWith('.map') ? sourceMapOf(folder, basename(dirname(path))) : path,
        (unfinished) => writeFile(unfinished, contents),
      ),
    ),
    ...Object.entries(PACKAGE_FILES).flatMap(([name, files]) =>
      files.map((file) =>
        whole(join(folder, 'dist', name, 'node_modules', file), (unfinished) =>
          copyFile(resolve(file), unfinished),
        ),
      ),
    ),
  ]);
}

/**
 * Builds the files of the console into `dist/console/assets/`, from which its function serves them,
 * and removes those of an earlier build.
 */
export async function buildConsole(folder: string = projectFolder): Promise<void> {
  const assets = await consoleAssets(folder);
  const at = join(folder, 'dist', 'console', 'assets');
  await Promise.all(
    [...assets].map(([name, bytes]) =>
      whole(join(at, name), (unfinished) => writeFile(unfinished, bytes)),
    ),
  );
  // Files that another process is writing at this moment end in its id.
  const stale = (await readdir(at)).filter((name) => !assets.has(name) && !/\.\d+$/.test(name));
  await Promise.all(stale.map((name) => rm(join(at, name), { force: true })));
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
