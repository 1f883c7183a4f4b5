#!/usr/bin/env node
// Plain JavaScript, because it runs before it is known whether the sources or a bundle are here: a
// clone has the sources, and the package has the bundle.
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

const source = new URL('start.ts', import.meta.url);
if (existsSync(source)) {
  // Without the cache, Node would load its compiler of TypeScript at every start.
  enableCompileCache(new URL('../node_modules/.cache/channelkeeper', import.meta.url).pathname);
  await import(source.href);
} else {
  await import('./dist/start.js');
}
