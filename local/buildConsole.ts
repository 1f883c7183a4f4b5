import { build as bundle } from 'esbuild';
import { createHash } from 'node:crypto';
import { parse } from 'node:path';
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

/** A file as it is served. Paths hold ids, so its name has no dot. */
interface Served {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/**
 * Names each file by a digest of its content, those first that name no other file. esbuild's own
 * digests depend on the folder as well.
 */
function namedByContent(files: readonly { path: string; text: string }[]): Served[] {
  const left = files.map(({ path, text }) => ({ ...parse(path), text }));
  const served: Served[] = [];
  while (left.length > 0) {
    const at = left.findIndex(
      (file) => !left.some((other) => other !== file && file.text.includes(other.base)),
    );
    const [file] = left.splice(at, at < 0 ? 0 : 1);
    if (!file) throw new Error('The files of the console name each other.');
    const digest = createHash('sha256').update(file.text).digest('hex').slice(0, 16);
    const name = `${file.name.replace(/-\w+$/, '')}-${digest}`;
    served.push({ name, type: TYPES[file.ext] ?? '', text: file.text });
    for (const other of left) other.text = other.text.replaceAll(file.base, name);
  }
  return served.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

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
  const files = namedByContent(outputFiles);
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
