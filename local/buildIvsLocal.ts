import { build as bundle, type BuildOptions } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder, whole } from './build.ts';
import { copyLicences, REQUIRE } from './buildCli.ts';
import { buildStatusPage } from './buildStatusPage.ts';

// `npm pack` and `npm run build` run this file to make dist/ of the package ivs-local: the program,
// its code and types for other programs, as ES modules and as CommonJS, and the page. A clone runs
// the sources and needs no build but that of the page.

const dist = join(projectFolder, 'local/ivs/dist');
const { resolve } = createRequire(import.meta.url);
const FORMATS = ['esm', 'cjs'] as const;

const COMMON = {
  absWorkingDir: projectFolder,
  bundle: true,
  platform: 'node',
  // zod has its CommonJS first, which no bundler can shorten.
  mainFields: ['module', 'main'],
  conditions: ['import'],
  target: 'node20',
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  write: false,
} satisfies BuildOptions;

/** The address of the file, for the code that finds the page by it. */
const FILE_URL = "const fileUrl = require('node:url').pathToFileURL(__filename).href;";

/** Bundles the code. The result has no dependencies to install. */
async function buildCode(): Promise<string[]> {
  const built = await Promise.all([
    bundle({
      ...COMMON,
      entryPoints: ['local/ivs/main.ts', 'local/ivs/server.ts'],
      outdir: 'local/ivs/dist/esm',
      splitting: true,
      chunkNames: 'ivsLocal-[hash]',
      format: 'esm',
      banner: { js: REQUIRE },
    }),
    bundle({
      ...COMMON,
      entryPoints: ['local/ivs/server.ts'],
      outdir: 'local/ivs/dist/cjs',
      format: 'cjs',
      define: { 'import.meta.url': 'fileUrl' },
      banner: { js: FILE_URL },
    }),
  ]);
  const files = built.flatMap(({ outputFiles }) => outputFiles);
  await Promise.all(
    files.map(({ path, contents }) => whole(path, (unfinished) => writeFile(unfinished, contents))),
  );
  // Without this file, Node would read a CommonJS file in a package of ES modules as an ES module.
  await text('cjs/package.json', '{ "type": "commonjs" }\n');
  return built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/**
 * Writes the types of the package, and those of zod that they name, beside its code.
 * @throws an error with the compiler's output
 */
async function buildTypes(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ivs-local-types-'));
  try {
    const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc');
    const project = join(projectFolder, 'local/ivs');
    await promisify(execFile)(process.execPath, [tsc, '-p', project, '--outDir', folder]).catch(
      (error: unknown) => {
        const output = (error as { stdout?: string }).stdout ?? String(error);
        throw new Error(`The types of ivs-local do not compile: ${output}`, { cause: error });
      },
    );
    const files = await namedFrom('ivs/server.d.ts', (file) =>
      file.startsWith('zod/')
        ? join(dirname(resolve('zod/package.json')), file.slice('zod/'.length))
        : join(folder, file),
    );
    for (const [file, types] of files)
      await Promise.all(FORMATS.map((format) => text(`${format}/types/${file}`, types)));
    await Promise.all(
      FORMATS.map((format) =>
        text(`${format}/server.d.ts`, "export * from './types/ivs/server.js';\n"),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Reads a file of types and all files that it names, and makes the names in them relative.
 * @param pathOf returns the place of a file
 * @returns the texts, by file
 */
async function namedFrom(
  start: string,
  pathOf: (file: string) => string,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const left = [start];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (files.has(file)) continue;
    const from = file;
    const types = (await readFile(pathOf(file), 'utf8')).replaceAll(
      /(from |import\()(['"])(zod|\.[^'"]*)\2/g,
      (_all, before: string, _quote, target: string) => {
        const named =
          target === 'zod'
            ? 'zod/index.d.ts'
            : posix.join(posix.dirname(from), target.replace(/\.[jt]s$/, '.d.ts'));
        left.push(named);
        const relative = posix.relative(posix.dirname(from), named.replace(/\.d\.ts$/, '.js'));
        return `${before}'${relative.startsWith('.') ? relative : `./${relative}`}'`;
      },
    );
    files.set(file, types);
  }
  return files;
}

const text = (path: string, content: string): Promise<void> =>
  whole(join(dist, path), (unfinished) => writeFile(unfinished, content));

/** Builds the package. */
export async function buildIvsLocal(): Promise<void> {
  await Promise.all(
    FORMATS.map((format) => rm(join(dist, format), { recursive: true, force: true })),
  );
  const [code, page] = await Promise.all([buildCode(), buildStatusPage(), buildTypes()]);
  await copyLicences([...code, ...page], dist);
}

if (import.meta.main) await buildIvsLocal();
