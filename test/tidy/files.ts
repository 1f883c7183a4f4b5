import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const notOurs = new Set(['.git', 'package-lock.json']);

/**
 * Returns the text of every file of the project, by its path: every file in its folder that neither
 * belongs to git nor is ignored by it, except pictures in pixels.
 */
export function projectFiles(): Record<string, string> {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/\/$/, ''));
  const isOurs = (name: string): boolean =>
    !notOurs.has(name) &&
    !ignored.some(
      (pattern) =>
        pattern === name || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1))),
    );
  const files: Record<string, string> = {};
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (!isOurs(entry.name)) continue;
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && !path.endsWith('.webp'))
        files[path] = readFileSync(join(root, path), 'utf8');
    }
  };
  walk('');
  return files;
}
