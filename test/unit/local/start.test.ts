import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { copyOfProject, freePort, ownEnvironment } from '../../copyOfProject.ts';

let folder: string;
/**
 * A start packs, bundles and creates tables. These tests have several starts, on a machine that may
 * be busy.
 */
const PATIENCE_MS = 240_000;

const variables = [
  'PORT',
  'IVS_PORT',
  'RTMP_PORT',
  'EVENTS_PORT',
  'DYNAMODB_PORT',
  'SECRETS_PORT',
] as const;
const ports: Record<string, string> = {};
const children = new Set<ChildProcess>();

interface Run {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

beforeAll(async () => {
  folder = await copyOfProject();
  for (const variable of variables) ports[variable] = String(await freePort());
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function run(command: string, environment: Record<string, string> = ports): Run {
  const [file, ...args] = command.split(' ');
  const child = spawn(process.execPath, [`local/${file}`, ...args], {
    cwd: folder,
    env: ownEnvironment(environment),
  });
  children.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
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

/** Returns the commands of the living children of a process. */
async function childrenOf({ pid }: ChildProcess): Promise<string[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const commands = await Promise.all(
    // A child that ends meanwhile has no file any more.
    children
      .split(' ')
      .flatMap((id) => (id ? [readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')] : [])),
  );
  return commands.filter((command) => command !== '');
}

test(
  'every command has help and refuses unknown options, without a side effect',
  async () => {
    // Packages are those of the project, in which other tests may be building.
    const files = async (): Promise<string[]> =>
      (await readdir(folder, { recursive: true })).filter(
        (path) => !path.startsWith('node_modules/'),
      );
    const before = await files();
    for (const command of ['start.ts', 'demo.ts', 'token.ts', 'ivs/main.ts']) {
      const help = run(`${command} --help`);
      expect(await help.ended, command).toBe(0);
      expect(help.output(), command).toMatch(/^Usage: (?:npm start|npm run|ivs-local)\b/);
      const wrong = run(`${command} --surprise`);
      expect(await wrong.ended, command).toBe(1);
      expect(wrong.output(), command).toMatch(/'--surprise'[^]*Usage: (?:npm|ivs-local) /);
    }
    expect(await files()).toEqual(before);
  },
  PATIENCE_MS,
);

test(
  'a start that finds ports taken names all of them and leaves no state behind',
  async () => {
    const before = await readdir(folder, { recursive: true });
    const others = await Promise.all(
      [ports['RTMP_PORT'], ports['DYNAMODB_PORT']].map(async (port) => {
        const other = createServer().listen(Number(port), '127.0.0.1');
        await once(other, 'listening');
        return other;
      }),
    );
    const stack = run('start.ts');
    expect(await stack.ended).toBe(1);
    const line = (variable: string): string =>
      `Port ${ports[variable]} is taken; set ${variable} to another one\n`;
    expect(stack.output()).toBe(line('RTMP_PORT') + line('DYNAMODB_PORT'));
    const ivsLocal = run(`ivs/main.ts --port 0 --rtmp-port ${ports['RTMP_PORT']}`);
    expect(await ivsLocal.ended).toBe(1);
    expect(ivsLocal.output()).toBe(
      `ivs-local: port ${ports['RTMP_PORT']} is taken; choose another with --port, --rtmp-port or --rtmps-port\n`,
    );
    for (const other of others) other.close();
    expect(await readdir(folder, { recursive: true })).toEqual(before);

    const map = join(folder, 'serverless.yml');
    const kept = await readFile(map, 'utf8');
    await writeFile(map, `${kept}\nsurprise: 7\n`);
    const unreadable = run('start.ts');
    expect(await unreadable.ended).toBe(1);
    expect(unreadable.output()).toContain('serverless package failed');
    await writeFile(map, kept);
    expect(await readdir(folder)).not.toContain('.local');
  },
  PATIENCE_MS,
);

test(
  'npm start brings up the stack, names a taken port, and stops at once',
  async () => {
    const stack = run('start.ts');
    await ready(stack);
    const output = stack.output();
    expect(output.trimEnd().split('\n').at(-1)).toBe('Channelkeeper is ready');
    for (const variable of variables) expect(output).toContain(`127.0.0.1:${ports[variable]}`);
    expect(output.match(/^(curl|aws) /gm)).toHaveLength(3);
    // The process of the bundler has ended, with the gigabyte that it needs. Only Linux tells.
    if (process.platform === 'linux') expect(await childrenOf(stack.child)).toEqual([]);

    const [, token = ''] = /TOKEN=(\S+)/.exec(output) ?? [];
    const api = `http://127.0.0.1:${ports['PORT']}`;
    expect((await fetch(`${api}/health`)).status).toBe(200);
    expect((await fetch(`${api}/v1/channels`)).status).toBe(401);
    // The page of ivs-local is built as well.
    expect((await fetch(`http://127.0.0.1:${ports['IVS_PORT']}/`)).status).toBe(200);
    expect(output).toContain(`${api}/v1/docs\n`);
    const page = await fetch(api);
    expect([page.url, await page.text()]).toEqual([
      `${api}/v1/docs`,
      expect.stringContaining('<title>Channelkeeper API</title>'),
    ]);
    expect(await (await fetch(`${api}/v1/docs/bundle`)).text()).toContain('SwaggerUIBundle');
    expect(
      (await fetch(`${api}/v1/channels`, { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(200);

    const printed = run('token.ts');
    expect(await printed.ended).toBe(0);
    expect(printed.output()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(
      (
        await fetch(`${api}/v1/channels`, {
          headers: { authorization: `Bearer ${printed.output().trim()}` },
        })
      ).status,
    ).toBe(200);

    // The token program finds the stack by itself, whatever its ports are.
    const found = run('token.ts', {});
    expect(await found.ended).toBe(0);
    const headers = {
      authorization: `Bearer ${found.output().trim()}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    };
    const made = await fetch(`${api}/v1/channels`, { method: 'POST', headers, body: '{}' });
    expect(made.status).toBe(201);
    const { channel } = (await made.json()) as {
      channel: { playbackUrl: string; ingestEndpoint: string };
    };
    expect(channel.ingestEndpoint).toBe(`127.0.0.1:${ports['RTMP_PORT']}`);
    expect(
      channel.playbackUrl.startsWith(`http://127.0.0.1:${ports['IVS_PORT']}/`),
      channel.playbackUrl,
    ).toBe(true);

    const second = run('start.ts');
    expect(await second.ended).toBe(1);
    expect(second.output()).toBe(
      variables
        .map((variable) => `Port ${ports[variable]} is taken; set ${variable} to another one\n`)
        .join(''),
    );
    const elsewhere = Object.fromEntries(
      await Promise.all(
        variables.map(async (variable) => [variable, String(await freePort())] as const),
      ),
    );
    const sameFolder = run('start.ts', elsewhere);
    expect(await sameFolder.ended).toBe(1);
    expect(sameFolder.output()).toMatch(/^\S+dynamodb is in use by another process\n$/);

    const stopping = systemClock.now();
    stack.child.kill('SIGINT');
    expect(await stack.ended, stack.output()).toBe(0);
    // The stack gives itself 800 ms. The rest allows for a busy machine.
    expect(systemClock.now() - stopping).toBeLessThan(3_000);
    expect(await readFile(join(folder, '.local', 'logs', 'functions.log'), 'utf8')).not.toBe('');
    expect(await readdir(join(folder, '.local'))).not.toContain('addresses.json');
  },
  PATIENCE_MS,
);

test(
  'npm start takes RTMPS and writes recordings, as ivs-local does',
  async () => {
    const half = run('start.ts --tls-cert cert.pem');
    expect(await half.ended).toBe(1);
    expect(half.output()).toBe('--tls-cert and --tls-key must be given together\n');
    const rtmpsPort = await freePort();
    const other = createServer().listen(rtmpsPort, '127.0.0.1');
    await once(other, 'listening');
    const taken = run(`start.ts --rtmps-port ${rtmpsPort}`);
    expect(await taken.ended).toBe(1);
    expect(taken.output()).toBe(`Port ${rtmpsPort} is taken; choose another with --rtmps-port\n`);
    await new Promise((resolve) => void other.close(resolve));

    const recordings = join(folder, 'recordings');
    const stack = run(
      `start.ts --rtmps-port ${rtmpsPort} --strict-ingest --recordings ${recordings}`,
    );
    await ready(stack);
    const rtmps = `rtmps://127.0.0.1:${rtmpsPort}/app`;
    expect(stack.output()).toContain(`\nRTMPS ingest  ${rtmps}/<stream key>\n`);
    expect(stack.output()).toContain(`\nRecordings    ${recordings}\n`);
    const addresses = await readFile(join(folder, '.local', 'addresses.json'), 'utf8');
    expect(JSON.parse(addresses)).toMatchObject({ rtmps });
    const socket = connectTls({ port: rtmpsPort, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    socket.destroy();

    const ivs = `http://127.0.0.1:${ports['IVS_PORT']}`;
    const ask = async (method: 'POST' | 'PUT', path: string, body: object): Promise<unknown> => {
      const answer = await fetch(`${ivs}/${path}`, { method, body: JSON.stringify(body) });
      expect(answer.ok, path).toBe(true);
      return answer.status === 204 ? undefined : answer.json();
    };
    const bucketName = 'recordings-of-npm-start';
    const { recordingConfiguration } = (await ask('POST', 'CreateRecordingConfiguration', {
      destinationConfiguration: { s3: { bucketName } },
    })) as { recordingConfiguration: { arn: string } };
    await ask('PUT', '_local/clock', { advanceMs: 60_000 });
    const { channel } = (await ask('POST', 'CreateChannel', {
      recordingConfigurationArn: recordingConfiguration.arn,
    })) as { channel: { arn: string; ingestEndpoint: string } };
    // With strict ingest the channel takes RTMPS only.
    expect(channel.ingestEndpoint).toBe(`127.0.0.1:${rtmpsPort}`);
    await ask('POST', '_local/encoders', { channelArn: channel.arn });
    await ask('PUT', '_local/clock', { advanceMs: 30_000 });
    await expect
      .poll(async () => (await readdir(recordings, { recursive: true })).join('\n'), {
        timeout: 60_000,
      })
      .toMatch(new RegExp(`${bucketName}/ivs/v1/\\S+/events/recording-started\\.json`));
    stack.child.kill('SIGTERM');
    expect(await stack.ended, stack.output()).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'resources outlive a kill',
  async () => {
    const headers = {
      authorization: `Bearer ${await token()}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    };
    const channels = `http://127.0.0.1:${ports['PORT']}/v1/channels`;
    const first = run('start.ts');
    await ready(first);
    expect(
      (await fetch(channels, { method: 'POST', headers, body: '{"name":"survivor"}' })).status,
    ).toBe(201);
    first.child.kill('SIGKILL');
    await first.ended;
    // The file that the killed stack left names its address. No stack runs there, so the token is
    // for the default port, as without the file.
    expect(await readdir(join(folder, '.local'))).toContain('addresses.json');
    expect(issuerOf(await token({}))).toBe('http://127.0.0.1:3000/_local');
    const second = run('start.ts');
    await ready(second);
    expect(await (await fetch(channels, { headers })).text()).toContain('survivor');
    second.child.kill('SIGTERM');
    expect(await second.ended, second.output()).toBe(0);
  },
  PATIENCE_MS,
);

test(
  "functions and schedules follow the clock of ivs-local; answers, the machine's",
  async () => {
    const stack = run('start.ts');
    await ready(stack);
    const api = `http://127.0.0.1:${ports['PORT']}/v1`;
    const ivs = `http://127.0.0.1:${ports['IVS_PORT']}`;
    const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
      const headers = {
        authorization: `Bearer ${await token()}`,
        ...(body && { 'content-type': 'application/json', prefer: 'wait=20' }),
      };
      const answer = await fetch(`${api}${path}`, {
        headers,
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      expect(answer.ok, text).toBe(true);
      return JSON.parse(text) as Record<string, unknown>;
    };
    const { channel } = (await ask('/channels', {
      name: 'daily',
      tags: { 'channelkeeper:rotate-every': '1d' },
    })) as { channel: { arn: string } };
    const keys = `/channels/${channel.arn.split('/')[1]}/stream-keys`;
    const keyNow = async (): Promise<unknown> =>
      ((await ask(keys))['streamKeys'] as { arn: string }[])[0]?.arn;
    const first = await keyNow();

    let advancedMs = 0;
    const advance = async (advanceMs: number): Promise<void> => {
      await fetch(`${ivs}/_local/clock`, { method: 'PUT', body: JSON.stringify({ advanceMs }) });
      advancedMs += advanceMs;
    };
    await advance(3 * 86_400_000);
    // Only for a function that reads the moved clock is the key older than a day, and only for
    // schedules that follow that clock have minutes passed: the channel is read again, its deadline
    // is noted, and then the key is rotated.
    await expect
      .poll(
        async () => {
          await advance(5 * 60_000);
          return keyNow();
        },
        { interval: 1_000, timeout: 60_000 },
      )
      .not.toBe(first);
    const { jobs } = (await ask('/jobs?workflow=rotateStreamKeyWhenIdle')) as {
      jobs: { createdAt: string }[];
    };
    const movedMs = Date.parse(jobs[0]?.createdAt ?? '') - systemClock.now();
    expect(Math.abs(movedMs - advancedMs)).toBeLessThan(10 * 60_000);

    const { headers } = await fetch(`${ivs}/ListChannels`, { method: 'POST', body: '{}' });
    expect(Math.abs(Date.parse(headers.get('date') ?? '') - systemClock.now())).toBeLessThan(
      60_000,
    );
    stack.child.kill('SIGTERM');
    expect(await stack.ended, stack.output()).toBe(0);

    // A restarted stack stays at the time of its state, so that no job waits for the machine to
    // catch up.
    const again = run('start.ts');
    await ready(again);
    const { now } = (await (await fetch(`${ivs}/_local/clock`)).json()) as { now: string };
    expect(Date.parse(now) - systemClock.now()).toBeGreaterThan(2 * 86_400_000);
    await ask('/channels', { name: 'after' });
    again.child.kill('SIGTERM');
    expect(await again.ended, again.output()).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'a port that is no number is reported in a line, without a stack',
  async () => {
    const wrong = run('start.ts', { ...ports, IVS_PORT: 'many' });
    expect(await wrong.ended).toBe(1);
    expect(wrong.output()).toBe('IVS_PORT=many is not a port (1 to 65535)\n');
    const twice = run('start.ts', { ...ports, PORT: '5000', EVENTS_PORT: '5000' });
    expect(await twice.ended).toBe(1);
    expect(twice.output()).toBe('Port 5000 is set twice, by PORT and by EVENTS_PORT\n');
  },
  PATIENCE_MS,
);

const issuerOf = (jwt: string): unknown =>
  (JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { iss?: string })
    .iss;

async function token(environment = ports): Promise<string> {
  const printed = run('token.ts', environment);
  await printed.ended;
  // A warning may come before the token.
  return printed.output().trim().split('\n').at(-1) ?? '';
}
