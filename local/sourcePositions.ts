import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { sourceMapOf } from './build.ts';

const POSITION = /(?:file:\/\/)?[\w./\\:@%~+-]*\bdist[/\\](\w+)[/\\]index\.mjs:(\d+):(\d+)/g;

const maps = new Map<string, SourceMap | undefined>();

/** Returns the source map of a bundle, read once; undefined if the build has made none. */
function mapOf(folder: string, name: string): SourceMap | undefined {
  const path = sourceMapOf(folder, name);
  if (!maps.has(path)) maps.set(path, read(path));
  return maps.get(path);
}

function read(path: string): SourceMap | undefined {
  try {
    const payload: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return new SourceMap(payload as ConstructorParameters<typeof SourceMap>[0]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Returns a text with the positions in bundles, of this machine or of Lambda, replaced by those in
 * the sources, such as `lib/jobs/run.ts:145:11`. A position that no source map of the folder knows
 * stays as it is.
 */
export function withSourcePositions(folder: string, text: string): string {
  if (!text.includes('index.mjs:')) return text;
  return text.replaceAll(POSITION, (position, name: string, line: string, column: string) => {
    const origin = mapOf(folder, name)?.findOrigin(Number(line), Number(column));
    if (!origin || !('fileName' in origin)) return position;
    const file = origin.fileName.replace(/^(?:\.\.\/)+/, '');
    return `${file}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}
