import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';

/**
 * worker.ts as one module of JavaScript that needs no file. A thread that started from TypeScript
 * would load a compiler of its own, which costs 8 MB and its time to start in every thread.
 */
export function workerCode(): URL {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  return new URL(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')}`,
  );
}
