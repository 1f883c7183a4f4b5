import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../local/build.ts';

/**
 * Copies the program into a folder of its own, with the packages of the project. The copy has its
 * own state and bundles, apart from those of the developer who runs the tests. Returns the folder.
 */
export async function copyOfProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'channelkeeper-copy-'));
  for (const name of [
    'local',
    'lib',
    'cli',
    'console',
    'functions',
    'docs',
    'examples',
    'scripts',
    'deployment',
    'serverless.yml',
    'package.json',
    'tsconfig.json',
  ]) {
    await cp(join(projectFolder, name), join(folder, name), {
      recursive: true,
      filter: (path) => !/\/(?:lib\/client|cli|local\/ivs)\/dist/.test(path),
    });
  }
  await symlink(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const given = new Set<number>();
/** Tests that run at the same time choose from ranges of their own. */
const PORTS = 1_500;
const FIRST_PORT = 20_000 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 8) * PORTS;

/**
 * Returns a free port below the range from which the operating system assigns ports. Another test
 * would soon be assigned a port from that range.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, FIRST_PORT + PORTS);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening');
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    } finally {
      server.close();
    }
  }
}
