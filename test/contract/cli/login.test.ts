import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { configPath } from '../../../cli/configFile.ts';
import { claimsOf } from '../../../cli/token.ts';
import { run, runAlone, type Around, type Ran } from '../../commandLine.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

const HOUR_MS = 3_600_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-login-'));
});
afterEach(() => rm(folder, { recursive: true }));

const urlOf = (input: string | URL | Request): string =>
  input instanceof Request ? input.url : new URL(input).href;

const environment = (): Record<string, string> => ({ XDG_CONFIG_HOME: folder });
const configText = (): Promise<string> =>
  readFile(configPath({ environment: environment() }), 'utf8');
interface KeptLogin {
  accessToken?: string;
  refreshToken?: string;
  expiresAt?: number;
  issuer: string;
}
const kept = async (): Promise<KeptLogin> => {
  const { profiles } = JSON.parse(await configText()) as {
    profiles: { prod: { login: KeptLogin } };
  };
  return profiles.prod.login;
};

/** Decides on the page of the issuer, as the person does. */
const decide = (world: World, userCode: string, decision: string, origin = world.stack.url) =>
  fetch(`${world.stack.issuer.url}/device`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ user_code: userCode, decision }).toString(),
  });

/** Signs in; `onCode` is called with the code that the program shows. */
function login(
  world: World,
  args: readonly string[],
  onCode: (code: string) => Promise<unknown>,
  around: Around = {},
): Promise<Ran> {
  let deciding: Promise<unknown> | undefined;
  let told = '';
  return run(
    world,
    [
      'login',
      '--profile',
      'prod',
      '--url',
      world.stack.url,
      '--issuer',
      world.stack.issuer.url,
      '--client-id',
      'cli',
      ...args,
    ],
    {
      ...around,
      scopes: null,
      environment: environment(),
      io: {
        err(text) {
          told += text;
          const [, code] = /enter the code (\S+)/.exec(text) ?? [];
          if (code !== undefined) deciding = onCode(code);
        },
        ...around.io,
      },
    },
  ).then(async (ran) => {
    await deciding;
    return { ...ran, err: told };
  });
}
const list = (world: World, around: Around = {}): Promise<Ran> =>
  run(world, ['channels', 'list', '--profile', 'prod'], {
    ...around,
    scopes: null,
    environment: environment(),
  });

describe('login', () => {
  it('signs in with a browser, keeps the access token for its owner, and forgets it', async ({
    world,
  }) => {
    const { code, out, err } = await login(world, ['--scopes', 'channels:read'], (userCode) =>
      decide(world, userCode, 'approve'),
    );
    expect(code, err).toBe(0);
    expect(err).toContain(`Open ${world.stack.issuer.url}/device in a browser and enter the code `);
    expect(err).toContain('The profile prod is signed in.');
    const { accessToken = '', refreshToken } = await kept();
    expect(claimsOf(accessToken)?.scopes).toEqual(['channels:read']);
    expect(refreshToken).toBeUndefined();
    expect(out + err).not.toContain(accessToken);
    const path = configPath({ environment: environment() });
    expect((await stat(path)).mode & 0o777).toBe(0o600);

    expect((await list(world)).code).toBe(0);
    const profiles = ['profiles', 'list'];
    const shown = await runAlone(profiles, { environment: environment() });
    expect(shown.out).toMatch(/^prod +http\S+ +login +true$/m);

    expect((await runAlone(['logout'], { environment: environment() })).code).toBe(0);
    expect(await configText()).not.toContain(accessToken);
    expect(await kept()).toMatchObject({ issuer: world.stack.issuer.url });
    const after = await list(world);
    expect([after.code, after.err]).toEqual([
      5,
      expect.stringContaining('channelkeeper login --profile prod'),
    ]);
  });

  it('ends with the access token, unless a refresh token is kept', async ({ world }) => {
    const approve = (userCode: string) => decide(world, userCode, 'approve');
    expect((await login(world, [], approve)).code).toBe(0);
    const later = (ms: number): NonNullable<Around['io']> => ({
      clock: { now: () => world.clock.now() + ms, sleep: () => Promise.resolve() },
    });
    expect((await list(world, { io: later(HOUR_MS) })).code).toBe(5);

    expect((await login(world, ['--keep', '--scopes', 'channels:read'], approve)).code).toBe(0);
    const first = await kept();
    expect(first.refreshToken).toEqual(expect.any(String));
    const { code, out, err } = await list(world, { io: later(HOUR_MS) });
    expect(code, err).toBe(0);
    const second = await kept();
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    for (const secret of [second.accessToken, second.refreshToken])
      expect(out + err).not.toContain(secret);
    expect((await runAlone(['profiles', 'list'], { environment: environment() })).out).toMatch(
      / login, kept /,
    );

    // The issuer forgets its refresh tokens with the stack; a used one is refused in the same way.
    const refused: typeof fetch = (input, init) =>
      urlOf(input).endsWith('/token')
        ? Promise.resolve(Response.json({ error: 'invalid_grant' }, { status: 400 }))
        : fetch(input, init);
    const ended = await list(world, { io: { ...later(2 * HOUR_MS), fetch: refused } });
    expect([ended.code, ended.err]).toEqual([5, expect.stringContaining('channelkeeper login')]);
  });

  it('slows down when the issuer asks for it, and waits for the decision', async ({ world }) => {
    const sleeps: number[] = [];
    let asked = 0;
    let userCode = '';
    const pacing: typeof fetch = async (input, init) => {
      if (!urlOf(input).endsWith('/token')) return fetch(input, init);
      asked += 1;
      if (asked === 2) return Response.json({ error: 'slow_down' }, { status: 400 });
      if (asked === 4) await decide(world, userCode, 'approve');
      return fetch(input, init);
    };
    const clock = {
      now: () => world.clock.now(),
      sleep(ms: number) {
        sleeps.push(ms);
        return world.app.clock.sleep(ms);
      },
    };
    const onCode = async (shown: string): Promise<void> => void (userCode = shown);
    const { code, err } = await login(world, [], onCode, { io: { fetch: pacing, clock } });
    expect(code, err).toBe(0);
    expect(sleeps).toEqual([1_000, 1_000, 6_000, 6_000]);
  });

  it('tells that the login was denied, or that nobody has decided in time', async ({ world }) => {
    const denied = await login(world, [], (userCode) => decide(world, userCode, 'deny'));
    expect([denied.code, denied.err]).toEqual([5, expect.stringContaining('was denied')]);
    const late = await login(world, [], () => Promise.resolve());
    expect([late.code, late.err]).toEqual([5, expect.stringContaining('in time')]);
  });

  it('needs a profile, an issuer and a client, and a safe address of the issuer', async () => {
    const at = (...args: string[]): Promise<Ran> =>
      runAlone(['login', ...args], { environment: environment() });
    const named = ['--profile', 'prod', '--url', 'https://a.example'];
    for (const args of [
      [],
      ['--profile', 'prod'],
      named,
      [...named, '--issuer', 'https://b.example'],
      [...named, '--issuer', 'http://b.example', '--client-id', 'cli'],
    ]) {
      const { code, err } = await at(...args);
      expect(code, `${args.join(' ')}: ${err}`).toBe(2);
    }
    const { code } = await runAlone(['logout'], { environment: environment() });
    expect(code).toBe(2);
  });
});

describe('the local issuer', () => {
  it('takes a decision from its own page alone, and each code once', async ({ world }) => {
    let codes: string[] = [];
    const { code } = await login(world, [], async (userCode) => {
      codes = [userCode];
      const page = await fetch(`${world.stack.issuer.url}/device?user_code=${userCode}"><script>`);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await page.text()).toContain(`value="${userCode}script"`);
      const foreign = await decide(world, userCode, 'approve', 'https://evil.example');
      expect(foreign.status).toBe(403);
      expect((await decide(world, 'AAAA-0000', 'approve')).status).toBe(400);
      expect((await decide(world, userCode.toLowerCase(), 'approve')).status).toBe(200);
    });
    expect(code).toBe(0);
    expect((await decide(world, codes[0] ?? '', 'approve')).status).toBe(400);
  });

  it('refuses unknown grants, codes and clients, and slows down a hasty client', async ({
    world,
  }) => {
    const ask = async (path: string, form: Record<string, string>) => {
      const response = await fetch(`${world.stack.issuer.url}/${path}`, {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      return (await response.json()) as Record<string, string>;
    };
    const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
    const token = (device_code: string, client_id = 'cli') =>
      ask('token', { grant_type: deviceGrant, device_code, client_id });
    expect(await ask('token', { grant_type: 'password' })).toMatchObject({
      error: 'unsupported_grant_type',
    });
    expect(await ask('device_authorization', {})).toMatchObject({ error: 'invalid_request' });
    const { device_code: code = '' } = await ask('device_authorization', { client_id: 'cli' });
    expect(await token(code, 'another')).toMatchObject({ error: 'invalid_grant' });
    expect(await token('nonsense')).toMatchObject({ error: 'invalid_grant' });
    expect(await token(code)).toMatchObject({ error: 'authorization_pending' });
    expect(await token(code)).toMatchObject({ error: 'slow_down' });
    await world.advance(2_000);
    expect(await token(code)).toMatchObject({ error: 'slow_down' });
    await world.advance(600_000);
    expect(await token(code)).toMatchObject({ error: 'expired_token' });
  });
});

it('console prints its address, and opens it only in a terminal', async () => {
  const opened: string[] = [];
  const around = (answers?: string[]): Around => ({
    ...(answers && { answers }),
    io: {
      openInBrowser: (url) => {
        opened.push(url);
        return Promise.resolve();
      },
    },
  });
  const at = ['console', '--url', 'https://a.example/v1'];
  const plain = await runAlone(at, around());
  expect([plain.code, plain.out, opened]).toEqual([0, 'https://a.example/console\n', []]);
  await runAlone([...at, '--no-open'], around([]));
  expect(opened).toEqual([]);
  const json = await runAlone([...at, '--json'], around([]));
  expect([json.out, opened]).toEqual([
    '{"url":"https://a.example/console"}\n',
    ['https://a.example/console'],
  ]);
  // Without a browser the address is there all the same.
  const without = await runAlone(at, { answers: [] });
  expect([without.code, without.out]).toEqual([0, 'https://a.example/console\n']);
  expect(without.err).toContain('No browser could be opened');
});
