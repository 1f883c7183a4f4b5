import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFolder } from '../../../local/build.ts';
import { systemClock } from '../../../local/clock.ts';

/** A copy of the project, so that its `.local/` is not that of whoever runs the tests. */
let folder: string;
const variables = ['PORT', 'IVS_PORT', 'RTMP_PORT', 'EVENTS_PORT', 'DYNAMODB_PORT'] as const;
const ports: Record<string, string> = {};
const given = new Set<number>();
const children = new Set<ChildProcess>();

interface Run {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
  for (const name of ['local', 'lib', 'functions', 'docs', 'serverless.yml', 'package.json']) {
    await cp(join(projectFolder, name), join(folder, name), { recursive: true });
  }
  await symlink(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  for (const variable of variables) ports[variable] = String(await freePort());
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Below those that the system gives out by itself: one of these another test would soon have. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
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

function run(file: string, environment: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [`local/${file}`], { cwd: folder, env: { PATH: '/usr/bin:/bin', ...ports, ...environment } });
  children.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => {
    children.delete(child);
    return code as number | null;
  });
  return { child, output: () => output, ended };
}

async function ready(stack: Run): Promise<void> {
  for (let left = 3_000; left > 0; left -= 1) {
    if (stack.output().includes('Channelkeeper is ready')) return;
    if (stack.child.exitCode !== null || stack.child.signalCode !== null) break;
    await systemClock.sleep(10);
  }
  throw new Error(`It is not ready: ${stack.output()}`);
}

test('npm start brings up everything, says so, names a port that is taken, and stops at once', async () => {
  const stack = run('start.ts');
  await ready(stack);
  const output = stack.output();
  expect(output.trimEnd().split('\n').at(-1)).toBe('Channelkeeper is ready');
  for (const variable of variables) expect(output).toContain(`127.0.0.1:${ports[variable]}`);
  expect(output.match(/^(curl|aws) /gm)).toHaveLength(3);

  const [, token = ''] = /TOKEN=(\S+)/.exec(output) ?? [];
  const api = `http://127.0.0.1:${ports['PORT']}`;
  expect((await fetch(`${api}/health`)).status).toBe(200);
  expect((await fetch(`${api}/v1/channels`)).status).toBe(401);
  expect(await (await fetch(`${api}/v1/docs/bundle`)).text()).toContain('SwaggerUIBundle');
  expect((await fetch(`${api}/v1/channels`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);

  const printed = run('token.ts');
  expect(await printed.ended).toBe(0);
  expect(printed.output()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  expect((await fetch(`${api}/v1/channels`, { headers: { authorization: `Bearer ${printed.output().trim()}` } })).status).toBe(200);

  const second = run('start.ts');
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/^Port \d+ is taken; set [A-Z_]*PORT to another one\n$/);
  const elsewhere = Object.fromEntries(await Promise.all(variables.map(async (variable) => [variable, String(await freePort())] as const)));
  const sameFolder = run('start.ts', elsewhere);
  expect(await sameFolder.ended).toBe(1);
  expect(sameFolder.output()).toMatch(/^\S+dynamodb is in use by another process\n$/);

  const stopping = systemClock.now();
  stack.child.kill('SIGINT');
  expect(await stack.ended, stack.output()).toBe(0);
  // It gives itself 800 ms; the rest is for a machine that is busy.
  expect(systemClock.now() - stopping).toBeLessThan(3_000);
  expect(await readFile(join(folder, '.local', 'logs', 'functions.log'), 'utf8')).not.toBe('');
});

test('what was created outlives a kill', async () => {
  const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' };
  const channels = `http://127.0.0.1:${ports['PORT']}/v1/channels`;
  const first = run('start.ts');
  await ready(first);
  expect((await fetch(channels, { method: 'POST', headers, body: '{"name":"survivor"}' })).status).toBe(201);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = run('start.ts');
  await ready(second);
  expect(await (await fetch(channels, { headers })).text()).toContain('survivor');
  second.child.kill('SIGTERM');
  expect(await second.ended, second.output()).toBe(0);
});

test('the functions and the schedules go by the clock of ivs-local, and its answers carry the Date of the machine', async () => {
  const stack = run('start.ts');
  await ready(stack);
  const api = `http://127.0.0.1:${ports['PORT']}/v1`;
  const ivs = `http://127.0.0.1:${ports['IVS_PORT']}`;
  const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${await token()}`, ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${api}${path}`, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
    const text = await answer.text();
    expect(answer.ok, text).toBe(true);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const { channel } = (await ask('/channels', { name: 'daily', tags: { 'channelkeeper:rotate-every': '1d' } })) as { channel: { arn: string } };
  const keys = `/channels/${channel.arn.split('/')[1]}/stream-keys`;
  const keyNow = async (): Promise<unknown> => ((await ask(keys))['streamKeys'] as { arn: string }[])[0]?.arn;
  const first = await keyNow();

  await fetch(`${ivs}/_local/clock`, { method: 'PUT', body: JSON.stringify({ advanceMs: 3 * 86_400_000 }) });
  // The key is older than a day for the function alone that reads the moved clock, and 03:17 has passed for the schedule alone that goes by it.
  await expect.poll(keyNow).not.toBe(first);
  const { jobs } = (await ask('/jobs?workflow=rotateStreamKeyWhenIdle')) as { jobs: { createdAt: string }[] };
  const movedMs = Date.parse(jobs[0]?.createdAt ?? '') - systemClock.now();
  expect(Math.abs(movedMs - 3 * 86_400_000)).toBeLessThan(10 * 60_000);

  const { headers } = await fetch(`${ivs}/ListChannels`, { method: 'POST', body: '{}' });
  expect(Math.abs(Date.parse(headers.get('date') ?? '') - systemClock.now())).toBeLessThan(60_000);
  stack.child.kill('SIGTERM');
  expect(await stack.ended, stack.output()).toBe(0);
});

test('a port that is none is a line, not a stack', async () => {
  const wrong = run('start.ts', { IVS_PORT: 'many' });
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toBe('IVS_PORT=many is not a port (1 to 65535)\n');
  const twice = run('start.ts', { PORT: '5000', EVENTS_PORT: '5000' });
  expect(await twice.ended).toBe(1);
  expect(twice.output()).toBe('Port 5000 is asked for twice, by PORT and by EVENTS_PORT\n');
});

async function token(): Promise<string> {
  const printed = run('token.ts');
  await printed.ended;
  return printed.output().trim();
}
