#!/usr/bin/env node
// Plain JavaScript, because it runs before it is known whether the sources or a bundle are here: a
// clone has the sources, and the package has the bundle.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';

const source = new URL('start.ts', import.meta.url);
if (!existsSync(source)) await import('./dist/start.js');
else if (process.features.typescript) {
  // Without the cache, Node would load its compiler of TypeScript at every start.
  const cache = new URL('../node_modules/.cache/channelkeeper', import.meta.url);
  modules.enableCompileCache(fileURLToPath(cache));
  await import(source.href);
} else {
  // An older Node cannot run the sources; the clone has one that can.
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  const script = fileURLToPath(import.meta.url);
  const { status, error } = spawnSync(node, [script, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (error) throw error;
  process.exitCode = status ?? 130;
}
