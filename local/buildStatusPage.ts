import { build as bundle } from 'esbuild';
import { copyFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { projectFolder, whole } from './build.ts';

const page = join(projectFolder, 'local/ivs/statusPage');
const built = join(projectFolder, 'local/ivs/dist/page');

/**
 * Bundles the status page of ivs-local, with its player, into `local/ivs/dist/page/`. A clone and
 * the package serve the same files.
 * @returns the paths of the files that are in the bundle
 */
export async function buildStatusPage(): Promise<string[]> {
  const { outputFiles, metafile } = await bundle({
    absWorkingDir: projectFolder,
    entryPoints: ['local/ivs/statusPage/main.ts', 'local/ivs/statusPage/style.css'],
    outdir: built,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The preview needs neither subtitles nor DRM.
    alias: { 'hls.js': 'hls.js/light' },
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    write: false,
  });
  await Promise.all([
    whole(join(built, 'index.html'), (unfinished) =>
      copyFile(join(page, 'index.html'), unfinished),
    ),
    ...outputFiles.map(({ path, contents }) =>
      whole(join(built, basename(path)), (unfinished) => writeFile(unfinished, contents)),
    ),
  ]);
  return Object.keys(metafile.inputs);
}

if (import.meta.main) await buildStatusPage();
