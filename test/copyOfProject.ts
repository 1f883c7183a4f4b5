import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../local/build.ts';
import { buildIfChanged } from '../local/currentBuild.ts';
import { packageTemplate } from '../local/template.ts';

/**
 * Copies the program into a folder of its own, with the packages of the project. The copy has its
 * own state and bundles, apart from those of the developer who runs the tests. Bundles and the
 * packaged template are copied too, because making them takes longer than most tests. Returns the
 * folder.
 */
export async function copyOfProject(): Promise<string> {
  await Promise.all([buildIfChanged(projectFolder), packageTemplate({ bundles: false })]);
  const folder = await mkdtemp(join(tmpdir(), 'channelkeeper-copy-'));
  for (const name of [
    '.serverless',
    'dist',
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
      // A name that ends in the id of a process is of a file that this process is writing.
      filter: (path) => !/\/(?:lib\/client|cli|local\/ivs)\/dist|\.\d+$|\/packaging-/.test(path),
    });
  }
  await symlink(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/**
 * Returns the environment of a program that a test starts. Nothing of the developer's own is in it;
 * the folder of compiled modules makes it start sooner.
 */
export function ownEnvironment(
  variables: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const { NODE_COMPILE_CACHE } = process.env;
  return {
    PATH: '/usr/bin:/bin',
    ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
    ...variables,
  };
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
