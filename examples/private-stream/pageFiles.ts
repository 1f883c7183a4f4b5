import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A file that the browser gets. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const inFolder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** Returns the path of a file of the player. Its worker has to come from the origin of the page. */
const ofPlayer = (file: string): string =>
  fileURLToPath(new URL(`assets/${file}`, import.meta.resolve('amazon-ivs-player')));

/** Returns the files of the page, by path: the page itself, its script, and the player's worker. */
export async function pageFiles(): Promise<Readonly<Record<string, PageFile>>> {
  const { outputFiles } = await build({
    entryPoints: [inFolder('page/page.ts')],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  return {
    '/': { type: 'text/html; charset=utf-8', bytes: await readFile(inFolder('page/index.html')) },
    '/style.css': { type: 'text/css', bytes: await readFile(inFolder('page/style.css')) },
    '/page.js': { type: 'text/javascript', bytes: outputFiles[0]?.contents ?? new Uint8Array() },
    '/ivs-worker.js': {
      type: 'text/javascript',
      bytes: await readFile(ofPlayer('amazon-ivs-wasmworker.min.js')),
    },
    '/ivs-worker.wasm': {
      type: 'application/wasm',
      bytes: await readFile(ofPlayer('amazon-ivs-wasmworker.min.wasm')),
    },
  };
}
