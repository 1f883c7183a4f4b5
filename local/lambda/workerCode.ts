import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';

/**
 * Returns worker.ts as one JavaScript module that needs no file. A thread that starts from
 * TypeScript would load its own compiler, which costs 8 MB and start-up time in every thread.
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
