import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { commands } from '../../../cli/command.ts';
import { projectFolder } from '../../../local/build.ts';
import { givenChannel, givenLiveChannel, jobIn } from '../../given.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

// The program as a process of its own.

const BIN = resolve('cli/bin.mjs');
/** The time of a processor that the program adds to Node and to the one request that it makes. */
const CPU_MS_MAX = 110;
/**
 * An empty program takes 43 ms on an idle machine. On a slow or busy one, it takes long too, and so
 * may ours.
 */
const RATIO_MAX = 2.5;
const TRIES = 10;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-bin-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the program in a folder without a stack. */
function started(args: readonly string[], environment: Record<string, string> = {}, bin = BIN) {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', HOME: folder, ...environment },
  });
  const ran: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (ran.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (ran.err += text.toString()));
  const ended = once(child, 'close').then(([code]) => ({ ...ran, code: code as number | null }));
  return { child, ran, ended };
}

const around = async (world: World): Promise<Record<string, string>> => ({
  CHANNELKEEPER_URL: world.stack.url,
  CHANNELKEEPER_TOKEN: await world.stack.issuer.mint(),
});

describe('the program', () => {
  it('runs against a deployment, reads its input and sets its exit code', async ({ world }) => {
    const environment = await around(world);
    const made = started(['channels', 'create', '--json', '--body', '-'], environment);
    made.child.stdin.end('{"name": "from-a-pipe"}');
    const { code, out } = await world.during(made.ended, 'a channel');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { channel: object }).channel).toMatchObject({ name: 'from-a-pipe' });
    const missing = started(['channels', 'get', 'nobody'], environment);
    expect(await world.during(missing.ended, 'a refusal')).toMatchObject({ code: 3, out: '' });
    const { id } = await givenChannel(world);
    const refused = started(['channels', 'delete', id], environment);
    expect(await world.during(refused.ended, 'the end')).toMatchObject({ code: 8 });
    expect((await started(['channels', 'list', '--surprise']).ended).code).toBe(2);
  });

  it('runs in a clone although the Node of the shell runs no TypeScript', async () => {
    const run = promisify(execFile);
    const without = ['--no-experimental-strip-types', BIN];
    expect((await run(process.execPath, [...without, '--version'])).stdout).toBe('0.1.0\n');
    await expect(run(process.execPath, [...without, 'nonsense'])).rejects.toMatchObject({
      code: 2,
    });
  });

  it('gets a token from a command, and quotes nothing of a command that fails', async ({
    world,
  }) => {
    const file = join(folder, 'token');
    const { CHANNELKEEPER_URL = '', CHANNELKEEPER_TOKEN = '' } = await around(world);
    await writeFile(file, CHANNELKEEPER_TOKEN);
    const list = (command: string) =>
      world.during(
        started(['jobs', 'list', '--token-command', command], { CHANNELKEEPER_URL }).ended,
        'the end',
      );
    expect(await list(`cat '${file}'`)).toMatchObject({ code: 0, out: '' });
    const failed = await list(`cat '${file}'; exit 3`);
    expect([failed.code, failed.out]).toEqual([5, '']);
    expect(failed.err).toContain('--token-command has failed');
    expect(failed.err).not.toContain(CHANNELKEEPER_TOKEN);
    expect(await list('true')).toMatchObject({ code: 5 });
  });

  it('ends with 130 on Ctrl-C, and the job goes on', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    const path = `/v1/channels/${id}/stream-key-rotations?when=idle`;
    const job = jobIn(await world.http('POST', path));
    const { child, ran, ended } = started(['watch', job.id], await around(world));
    let isPressed = false;
    const interrupt = async (): Promise<void> => {
      if (isPressed || !ran.err.includes('waits for streamEnded')) return;
      // A second Ctrl-C would end the program at once, without its exit code.
      isPressed = child.kill('SIGINT');
    };
    expect(await world.during(ended, 'the end', interrupt)).toMatchObject({ code: 130, out: '' });
    expect((await world.job(job.id)).status).toBe('waiting');
  });

  it('a reader that closes the pipe early is no error', async () => {
    const script = `set -o pipefail; '${process.execPath}' '${BIN}' complete -- '' | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script]);
    expect([stdout, stderr]).toEqual([`${commands[0]?.group}\n`, '']);
  });

  it(`adds less than ${CPU_MS_MAX} ms of a processor to its help and to a command`, async ({
    world,
  }) => {
    // The time of a processor, because other programs may keep this one waiting.
    const told = "process.on('exit', () => console.error(process.cpuUsage()))";
    const environment = {
      ...(await around(world)),
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(told)}`,
    };
    const [empty, asking] = [join(folder, 'empty.mjs'), join(folder, 'asking.mjs')];
    await writeFile(empty, '');
    await writeFile(asking, `await (await fetch('${world.stack.url}/v1/health')).text();`);
    const msOf = async (args: readonly string[], bin?: string): Promise<number> => {
      const { err } = await world.during(started(args, environment, bin).ended, 'the end');
      const [, user = '', system = ''] = /user: (\d+), system: (\d+)/.exec(err) ?? [];
      return (Number(user) + Number(system)) / 1_000;
    };
    for (const [args, alike] of [
      [['--help'], empty],
      [['channels', 'create', '--help'], empty],
      [['health', 'get'], asking],
    ] as const) {
      let [least, ofEmpty, ofAlike] = [Infinity, Infinity, Infinity];
      const most = (): number => ofAlike + Math.max(CPU_MS_MAX, RATIO_MAX * ofEmpty);
      for (let tries = 0; tries < TRIES && !(least < most()); tries++) {
        ofEmpty = Math.min(ofEmpty, await msOf([], empty));
        ofAlike = Math.min(ofAlike, await msOf([], alike));
        least = Math.min(least, await msOf(args));
      }
      const others = `an empty program: ${ofEmpty} ms, one that only asks: ${ofAlike} ms`;
      expect(least, `${args.join(' ')}; ${others}`).toBeLessThan(most());
    }
  });
});

describe('the package of the command line', () => {
  it('is packed, installed without a network, and does the same', async ({ world }) => {
    const npm = (args: string[], cwd: string) =>
      promisify(execFile)(
        'npm',
        [...args, '--offline', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')],
        { cwd },
      );
    await npm(
      ['pack', '--workspace', '@channelkeeper/cli', '--pack-destination', folder],
      projectFolder,
    );
    const [archive = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    await npm(['install', join(folder, archive)], folder);
    const installed = await readdir(join(folder, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['@channelkeeper']);
    const files = await readdir(join(folder, 'node_modules/@channelkeeper/cli/dist'));
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE.@modelcontextprotocol+sdk',
        'LICENSE.commander',
        'LICENSE.openapi-fetch',
        'start.js',
      ]),
    );

    const bin = join(folder, 'node_modules/.bin/channelkeeper');
    const environment = await around(world);
    const runPacked = (args: string[]) =>
      world.during(started(args, environment, bin).ended, `the end of ${args.join(' ')}`);
    await givenChannel(world, { name: 'packed' });
    expect(await runPacked(['channels', 'list'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('packed'),
    });
    expect((await runPacked(['doctor'])).out).toMatch(/^ok +versions /m);
    const help = await runPacked(['jobs', 'redrive', '--help']);
    expect(help.out).toBe((await started(['jobs', 'redrive', '--help']).ended).out);
  });
});
