import { build as bundle } from 'esbuild';
import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder, whole } from './build.ts';

// `npm pack` and `npm run build` run this file to make dist/ of the command line's package. A clone
// runs the sources and needs no build.

const dist = join(projectFolder, 'cli/dist');
/** The folder of a package in the path of a file: the last one, if packages are nested. */
const PACKAGE = /^.*node_modules\/(?<name>@[^/]+\/[^/]+|[^/]+)(?=\/)/;

/** Copies the licence of each package whose code is in a bundle into a folder. */
export async function copyLicences(inputs: readonly string[], folder: string): Promise<void> {
  const packages = new Map(
    inputs.flatMap((path) => {
      const found = PACKAGE.exec(path);
      return found ? [[found.groups?.name ?? '', join(projectFolder, found[0])]] : [];
    }),
  );
  await Promise.all(
    [...packages].map(async ([name, source]) => {
      const licence = (await readdir(source)).find((file) => /^license/i.test(file));
      if (licence === undefined) throw new Error(`The package ${name} has no licence.`);
      const copy = join(folder, `LICENSE.${name.replace('/', '+')}`);
      await whole(copy, (unfinished) => copyFile(join(source, licence), unfinished));
    }),
  );
}

/** For packages that are CommonJS and require modules of Node, such as commander. */
export const REQUIRE =
  "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

/**
 * Bundles the command line into `cli/dist/`, with a file for each part that is loaded on demand.
 * The result has no dependencies to install.
 */
export async function buildCli(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  const { outputFiles, metafile } = await bundle({
    absWorkingDir: projectFolder,
    entryPoints: ['cli/start.ts'],
    outdir: 'cli/dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: REQUIRE },
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    write: false,
  });
  await Promise.all(
    outputFiles.map((file) =>
      whole(file.path, (unfinished) => writeFile(unfinished, file.contents)),
    ),
  );
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  await copyLicences(inputs, dist);
}

if (import.meta.main) await buildCli();
