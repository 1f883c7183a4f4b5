import { build as bundle } from 'esbuild';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The first page, before its script runs. Its addresses are relative to `/console`. */
const pageWith = (script: string, style: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Channelkeeper</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="console/${style}">
    <script type="module" src="console/${script}"></script>
  </head>
  <body><div id="console"></div></body>
</html>
`;

/** Returns the name that a file has in addresses. Paths hold ids, which have no dots. */
const nameOf = (path: string): string => basename(path).replace(/\.\w+$/, '');

/**
 * Bundles the console for browsers. The player is a script of its own, which is loaded when a
 * person plays a stream. The same sources give the same bytes.
 * @returns the files, by name: the scripts and styles (gzip), and `manifest.json`
 */
export async function consoleAssets(folder: string): Promise<Map<string, Buffer>> {
  const { outputFiles } = await bundle({
    absWorkingDir: folder,
    entryPoints: ['console/main.tsx', 'console/style.css'],
    outdir: 'dist/console/assets',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The player needs neither subtitles nor DRM.
    alias: { 'hls.js': 'hls.js/light' },
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  const files = outputFiles
    .map(({ path, text }) => ({
      name: nameOf(path),
      type: TYPES[/\.\w+$/.exec(path)?.[0] ?? ''] ?? '',
      text: text.replaceAll(/(["']\.\/[\w-]+)\.js(?=["'])/g, '$1'),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const named = (entry: string): string =>
    files.find(({ name }) => name.startsWith(`${entry}-`))?.name ?? '';
  const manifest = {
    page: pageWith(named('main'), named('style')),
    types: Object.fromEntries(files.map(({ name, type }) => [name, type])),
  };
  return new Map([
    ...files.map(({ name, text }) => [`${name}.gz`, gzipSync(text, { level: 9 })] as const),
    ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)] as const,
  ]);
}
