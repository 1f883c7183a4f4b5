#!/usr/bin/env node
// Plain JavaScript, because it runs before it is known whether the sources or a bundle are here: a
// clone has the sources, and the package has the bundle.
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { fileURLToPath } from 'node:url';

const source = new URL('start.ts', import.meta.url);
if (existsSync(source)) {
  // Without the cache, Node would load its compiler of TypeScript at every start.
  const cache = new URL('../node_modules/.cache/channelkeeper', import.meta.url);
  modules.enableCompileCache(fileURLToPath(cache));
  await import(source.href);
} else {
  await import('./dist/start.js');
}
