import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../../../../local/build.ts';

export const run = promisify(execFile);

/** The package ivs-local in an empty folder, as `npm pack` and `npm install` leave it. */
export interface Installed {
  folder: string;
  /** The folder of the package. */
  home: string;
  bin: string;
  remove(): Promise<void>;
}

/** Packs and installs the package, without a network and without a cache. */
export async function install(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'ivs-local-package-'));
  const npm = (args: string[], cwd: string): Promise<unknown> =>
    run(
      'npm',
      [...args, '--offline', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')],
      { cwd },
    );
  await npm(['pack', '--workspace', 'ivs-local', '--pack-destination', folder], projectFolder);
  const [archive = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await npm(['install', join(folder, archive)], folder);
  return {
    folder,
    home: join(folder, 'node_modules/ivs-local'),
    bin: join(folder, 'node_modules/.bin/ivs-local'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Returns the files below a folder, with their sizes in bytes. */
export async function sizesIn(folder: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const name of await readdir(folder, { recursive: true })) {
    const stats = await lstat(join(folder, name));
    if (stats.isFile()) sizes.set(name, stats.size);
  }
  return sizes;
}

export interface Started {
  child: ChildProcess;
  url: string;
  rtmpPort: string;
  /** From the start of the process to its ready line. */
  readyMs: number;
  /** Returns the text that the process has written to stderr so far. */
  warnings: () => string;
  stop: () => Promise<number | null>;
}

/** Starts the installed program and waits until it is ready. */
export function start(
  { bin, folder }: Installed,
  args: readonly string[] = [],
  node = process.execPath,
): Promise<Started> {
  const sinceMs = performance.now();
  const child = spawn(node, [bin, '--port', '0', '--rtmp-port', '0', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  return new Promise((resolve, reject) => {
    void ended.then(() => reject(new Error(`ended before it was ready: ${errors}`)));
    child.stdout.once('data', (text: Buffer) => {
      const [, url = '', rtmpPort = ''] =
        /IVS at (\S+), RTMP ingest at rtmp:\S+:(\d+)\//.exec(text.toString()) ?? [];
      const stop = (): Promise<number | null> => {
        child.kill('SIGTERM');
        return ended;
      };
      const readyMs = performance.now() - sinceMs;
      resolve({ child, url, rtmpPort, readyMs, warnings: () => errors, stop });
    });
  });
}
