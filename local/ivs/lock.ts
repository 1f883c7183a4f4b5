import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps a second process off a state folder: each would rewrite the journal under the other. A lock whose process is gone
 * (killed) is taken over.
 * @returns what gives the folder free again
 * @throws Error naming the folder and the process that has it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  const holder = Number(readIfThere(path));
  if (holder > 0 && holder !== process.pid && isRunning(holder)) throw new Error(`${folder} is in use by process ${holder}`);
  writeFileSync(path, String(process.pid), { mode: 0o600 });
  return () => rmSync(path, { force: true });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 only asks.
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
