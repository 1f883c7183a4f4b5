import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { copyOfProject, freePort, ownEnvironment } from '../../copyOfProject.ts';
import { openTerminal, whyNoTerminal } from '../../terminal.ts';

// `npm start` and the command line in another shell, without any settings, on ports that nobody
// could guess.

const PATIENCE_MS = 240_000;
let folder: string;
let elsewhere: string;
let stack: ChildProcess | undefined;

beforeAll(async () => {
  folder = await copyOfProject();
  elsewhere = await mkdtemp(join(tmpdir(), 'channelkeeper-elsewhere-'));
  await symlink(process.execPath, join(elsewhere, 'node'));
  await symlink(join(folder, 'cli/bin.mjs'), join(elsewhere, 'channelkeeper'));
});
afterAll(async () => {
  stack?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
  await rm(elsewhere, { recursive: true, force: true });
});

const environment = (): Record<string, string> => ({
  PATH: `${elsewhere}:/usr/bin:/bin`,
  HOME: elsewhere,
});

/** Starts the stack of the copy on ports of its own. Returns the address of its ivs-local. */
async function startStack(): Promise<string> {
  const ports: Record<string, string> = {};
  for (const variable of [
    'PORT',
    'IVS_PORT',
    'RTMP_PORT',
    'EVENTS_PORT',
    'DYNAMODB_PORT',
    'SECRETS_PORT',
  ])
    ports[variable] = String(await freePort());
  const child = spawn(process.execPath, ['local/start.ts'], {
    cwd: folder,
    env: ownEnvironment(ports),
  });
  stack = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  for (let left = 20_000; left > 0 && child.exitCode === null; left -= 1) {
    if (output.includes('Channelkeeper is ready')) return `http://127.0.0.1:${ports.IVS_PORT}`;
    await systemClock.sleep(10);
  }
  throw new Error(`It is not ready: ${output}`);
}

it(
  'finds the stack and its tokens from any folder, at any time of its clock',
  async (context) => {
    const reason = whyNoTerminal();
    if (reason !== undefined) context.skip(`skipped: ${reason}`);
    const terminal = await openTerminal(elsewhere, environment());
    try {
      const before = await terminal.type('channelkeeper channels list');
      expect(before).toMatchObject({ status: 2, printed: expect.stringContaining('npm start') });

      const ivs = await startStack();
      const made = await terminal.type('channelkeeper channels create --name by-hand');
      expect(made).toMatchObject({ status: 0, printed: expect.stringContaining('by-hand') });
      const moved = await fetch(`${ivs}/_local/clock`, {
        method: 'PUT',
        body: JSON.stringify({ advanceMs: 3 * 86_400_000 }),
      });
      expect(moved.ok).toBe(true);
      const list = await terminal.type(`cd ${folder}/lib/api && channelkeeper channels list`);
      expect(list).toMatchObject({ status: 0, printed: expect.stringContaining('by-hand') });
      const [, id = ''] = /^(\w{12}) +by-hand/m.exec(list.printed) ?? [];

      // A person at a terminal is asked.
      await terminal.start(`channelkeeper channels delete ${id}`, String.raw`\[y/N\] `);
      await terminal.start('n', 'was not confirmed');
      expect((await terminal.type(`channelkeeper channels get ${id}`)).status).toBe(0);
      expect((await terminal.type(`channelkeeper channels delete ${id} --yes`)).status).toBe(0);

      const health = await terminal.type('channelkeeper doctor');
      expect(health).toMatchObject({ status: 0, printed: expect.stringContaining('every scope') });

      stack?.kill('SIGKILL');
      const after = await terminal.type('channelkeeper channels list');
      expect(after).toMatchObject({ status: 6, printed: expect.stringContaining('npm start') });
    } finally {
      await terminal.close();
    }
  },
  PATIENCE_MS,
);
