import { mkdtemp, readFile, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configPath } from '../../../cli/configFile.ts';
import { freePort } from '../../copyOfProject.ts';
import { runAlone, type Around, type Ran } from '../../commandLine.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

const SECRET = 'secret.of.prod';
/** Runs the command line with a configuration of its own, on a network that answers to anybody. */
async function run(
  args: readonly string[],
  around: Around = {},
): Promise<Ran & { sent: string[] }> {
  const sent: string[] = [];
  const fetching: typeof fetch = (input) => {
    const { url, headers } = input instanceof Request ? input : new Request(input);
    sent.push(`${url} ${headers.get('authorization')}`);
    return Promise.resolve(Response.json({ channels: [] }));
  };
  const ran = await runAlone(args, {
    ...around,
    environment: { XDG_CONFIG_HOME: folder, ...around.environment },
    io: { fetch: fetching, ...around.io },
  });
  return { ...ran, sent };
}
const list = ['channels', 'list'];

describe('a profile', () => {
  it('names a deployment and a variable; the first one is the current one', async () => {
    await run([
      'profiles',
      'set',
      'prod',
      '--url',
      'https://a.example/v1/',
      '--token-variable',
      'T',
    ]);
    await run(['profiles', 'set', 'stage', '--url', 'https://b.example', '--token-variable', 'U']);
    const environment = { T: 'of.prod.a', U: 'of.stage.a' };
    expect((await run(list, { environment })).sent).toEqual([
      'https://a.example/v1/channels Bearer of.prod.a',
    ]);
    expect((await run([...list, '--profile', 'stage'], { environment })).sent).toEqual([
      'https://b.example/v1/channels Bearer of.stage.a',
    ]);
    await run(['profiles', 'use', 'stage']);
    expect((await run(list, { environment })).sent[0]).toContain('b.example');
    const named = { ...environment, CHANNELKEEPER_PROFILE: 'prod' };
    expect((await run(list, { environment: named })).sent[0]).toContain('a.example');
    await run(['profiles', 'delete', 'stage']);
    const { out } = await run(['profiles', 'list']);
    expect(out).toMatch(
      /^NAME +URL +TOKEN +CURRENT\nprod +https:\/\/a.example +the variable T +false\n$/,
    );
  });

  it('may have a command that prints the token', async () => {
    const set = ['profiles', 'set', 'prod', '--url', 'https://a.example'];
    await run([...set, '--token-command', 'pass prod']);
    const asked: string[] = [];
    const runCommand = (command: string): Promise<string> => {
      asked.push(command);
      return Promise.resolve('a.b.c\n');
    };
    expect((await run(list, { io: { runCommand } })).sent[0]).toContain('Bearer a.b.c');
    expect(asked).toEqual(['pass prod']);
  });

  it('keeps a token only when asked to, in a file for its owner alone', async () => {
    const set = ['profiles', 'set', 'prod', '--url', 'https://a.example'];
    const { err } = await run([...set, '--token-stdin'], { input: `${SECRET}\n` });
    const path = configPath({ environment: { XDG_CONFIG_HOME: folder } });
    expect(err).toContain(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toContain(SECRET);
    const listed = await run(['profiles', 'list', '--json']);
    expect(listed.out).not.toContain(SECRET);
    expect((await run(list)).sent[0]).toContain(SECRET);
    expect((await run([...set, '--token-stdin'], { input: '' })).code).toBe(2);
  });

  it('that is not there, or whose file cannot be read, is a misuse that quotes no token', async () => {
    expect((await run([...list, '--profile', 'nobody'])).code).toBe(2);
    expect((await run(['profiles', 'use', 'nobody'])).code).toBe(2);
    await mkdir(join(folder, 'channelkeeper'));
    await writeFile(join(folder, 'channelkeeper/config.json'), `{"token": "${SECRET}"`);
    const broken = await run(list);
    expect(broken.code).toBe(2);
    expect(broken.err).not.toContain(SECRET);
  });

  it('is refused without https, with a password, or with two sources of tokens', async () => {
    const set = (...more: string[]) => run(['profiles', 'set', 'a', ...more]);
    expect((await set()).code).toBe(2);
    expect((await set('--url', 'http://a.example')).code).toBe(2);
    expect((await set('--url', 'https://a:b@a.example')).code).toBe(2);
    const url = ['--url', 'https://a.example'];
    expect((await set(...url, '--token-stdin', '--token-variable', 'A')).code).toBe(2);
    expect((await run(['profiles', 'list'])).err).toBe('none\n');
  });
});

describe('the way to a deployment', () => {
  it('an option counts before the environment, and that before the current profile', async () => {
    const set = ['profiles', 'set', 'prod', '--url', 'https://a.example', '--token-variable', 'T'];
    await run(set);
    const environment = {
      T: 'of.prod.a',
      CHANNELKEEPER_URL: 'https://c.example',
      CHANNELKEEPER_TOKEN: 'of.environment.a',
    };
    const sentFor = async (...more: string[]): Promise<string | undefined> =>
      (await run([...list, ...more], { environment })).sent[0]?.replace('/v1/channels Bearer', '');
    expect(await sentFor()).toBe('https://c.example of.environment.a');
    expect(await sentFor('--url', 'https://d.example')).toBe('https://d.example of.environment.a');
    // A profile that is named in the command has its own token.
    expect(await sentFor('--profile', 'prod')).toBe('https://c.example of.prod.a');
  });

  it('without any, the message names the ways', async () => {
    const { code, err } = await run(list);
    expect(code).toBe(2);
    for (const way of ['npm start', '--url', 'CHANNELKEEPER_URL', 'profiles set'])
      expect(err).toContain(way);
  });

  it('a deployment that does not answer is told at once, with the place of its address', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const sleep = (): Promise<never> => Promise.reject(new Error('It was tried again.'));
    const { code, err } = await runAlone([...list, '--url', url], {
      environment: { CHANNELKEEPER_TOKEN: 'a.b.c' },
      io: { clock: { now: () => 0, sleep } },
    });
    expect(code, err).toBe(6);
    expect(err).toContain(`${url} does not answer (ECONNREFUSED). The address comes from --url;`);
  });
});
