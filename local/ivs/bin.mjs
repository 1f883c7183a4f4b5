#!/usr/bin/env node
// Plain JavaScript, because it runs before it is known whether the sources or a bundle are here: a
// clone has the sources, and the package has the bundle.
import { existsSync } from 'node:fs';

const source = new URL('main.ts', import.meta.url);
if (!existsSync(source)) await import('./dist/esm/main.js');
else if (process.features.typescript) await import(source.href);
else {
  process.stderr.write('This Node runs no TypeScript. In a clone, run: npm run ivs-local\n');
  process.exitCode = 1;
}
