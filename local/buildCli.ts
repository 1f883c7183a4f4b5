import { build as bundle } from 'esbuild';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { projectFolder, whole } from './build.ts';

// `npm pack` and `npm run build` run this file to make dist/ of the command line's package. A clone
// runs the sources and needs no build.

const dist = join(projectFolder, 'cli/dist');
const require = createRequire(join(projectFolder, 'cli/package.json'));
/** Packages that the bundle contains; their licences go with it. */
const BUNDLED = ['commander', 'openapi-fetch'] as const;

/** Commander is CommonJS and requires modules of Node. */
const BANNER =
  "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

/**
 * Bundles the command line into `cli/dist/`, with a file for each part that is loaded on demand.
 * The result has no dependencies to install.
 */
export async function buildCli(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  const { outputFiles } = await bundle({
    absWorkingDir: projectFolder,
    entryPoints: ['cli/start.ts'],
    outdir: 'cli/dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: BANNER },
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  await Promise.all(
    outputFiles.map((file) =>
      whole(file.path, (unfinished) => writeFile(unfinished, file.contents)),
    ),
  );
  await Promise.all(
    BUNDLED.map((name) => {
      const licence = join(
        dirname(require.resolve(name)),
        name === 'commander' ? '.' : '..',
        'LICENSE',
      );
      return whole(join(dist, `LICENSE.${name}`), (unfinished) => copyFile(licence, unfinished));
    }),
  );
}

if (import.meta.main) await buildCli();
