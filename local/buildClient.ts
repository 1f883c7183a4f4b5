import { build as bundle } from 'esbuild';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder, whole } from './build.ts';

// `npm pack` and `npm run build` run this file to make dist/ of the client's package: the same code
// and types twice, as ES modules and as CommonJS.

const client = join(projectFolder, 'lib/client');
const packages = createRequire(join(client, 'package.json'));
const FORMATS = ['esm', 'cjs'] as const;

/**
 * Bundles the client into `lib/client/dist/`, including openapi-fetch. The result has no
 * dependencies to install and uses no Node-specific APIs.
 */
export async function buildClient(): Promise<void> {
  await Promise.all(
    FORMATS.map(async (format) => {
      const { outputFiles } = await bundle({
        absWorkingDir: projectFolder,
        entryPoints: ['lib/client/client.ts'],
        outdir: `lib/client/dist/${format}`,
        bundle: true,
        format,
        platform: 'neutral',
        mainFields: ['module', 'main'],
        target: 'es2022',
        legalComments: 'none',
        logLevel: 'silent',
        write: false,
      });
      await Promise.all(
        outputFiles.map((file) =>
          whole(file.path, (unfinished) => writeFile(unfinished, file.contents)),
        ),
      );
    }),
  );
  // Without this file, Node would read a CommonJS file in a package of ES modules as an ES module.
  await text('cjs/package.json', '{ "type": "commonjs" }\n');
}

/**
 * Packages that the client's types refer to. Their types are copied as files, so that the compiler
 * finds them without an install.
 */
const TYPES_TAKEN_ALONG: Readonly<Record<string, string>> = {
  'openapi-fetch': 'openapiFetch',
  'openapi-typescript-helpers': 'openapiTypes',
};

/**
 * Writes the client's types, and the licences of the bundled packages, beside its code.
 * @throws an error with the compiler's output
 */
export async function buildClientTypes(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'channelkeeper-types-'));
  try {
    const tsc = join(dirname(packages.resolve('typescript/package.json')), 'bin/tsc');
    await promisify(execFile)(process.execPath, [tsc, '-p', client, '--outDir', folder]).catch(
      (error: unknown) => {
        throw new Error(
          'The types of the client do not compile: ' +
            ((error as { stdout?: string }).stdout ?? String(error)),
          { cause: error },
        );
      },
    );
    const own = (await readdir(folder)).map((file) => [file, join(folder, file)] as const);
    const taken = Object.entries(TYPES_TAKEN_ALONG).map(
      ([name, file]) =>
        [`${file}.d.ts`, packages.resolve(name).replace(/\.cjs$/, '.d.ts')] as const,
    );
    for (const [file, source] of [...own, ...taken]) {
      const types = withRelativeImports(await readFile(source, 'utf8'));
      await Promise.all(FORMATS.map((format) => text(`${format}/${file}`, types)));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const licence = join(dirname(packages.resolve('openapi-fetch')), '../LICENSE');
  await whole(join(client, 'dist/LICENSE.openapi-fetch'), (unfinished) =>
    copyFile(licence, unfinished),
  );
}

/**
 * Makes imports relative to the package. The compiler leaves `./api.ts` as it was written, and the
 * package has no file of that name.
 */
function withRelativeImports(types: string): string {
  return types.replaceAll(
    /(from |import\()(['"])([^'"]+)\2/g,
    (_all, before: string, _quote, target: string) => {
      const file = TYPES_TAKEN_ALONG[target];
      return `${before}'${file === undefined ? target.replace(/\.ts$/, '.js') : `./${file}.js`}'`;
    },
  );
}

const text = (path: string, content: string): Promise<void> =>
  whole(join(client, 'dist', path), (unfinished) => writeFile(unfinished, content));

if (import.meta.main) await Promise.all([buildClient(), buildClientTypes()]);
