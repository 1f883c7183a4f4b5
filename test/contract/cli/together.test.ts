import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { configPath, type Profile } from '../../../cli/configFile.ts';
import { run, type Around, type Ran } from '../../commandLine.ts';
import { freePort } from '../../copyOfProject.ts';
import { goLive, refuse } from '../../given.ts';
import type { World } from '../../world.ts';
import { itInTwo } from '../../worldTest.ts';

// Two deployments, under the profiles eu and us.

// The doctor compares the time of the machine in `Date` with that of the program.
const it = itInTwo({ now: Date.now() });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-together-'));
});
afterEach(() => rm(folder, { recursive: true }));

const urlOf = (input: string | URL | Request): string =>
  input instanceof Request ? input.url : new URL(input).href;

interface Tokens {
  readonly EU_TOKEN: string;
  readonly US_TOKEN: string;
}

interface Scene extends Tokens {
  readonly command: (args: string, around?: Around) => Promise<Ran>;
  /** The addresses of the requests that were sent, with their tokens. */
  readonly sent: string[];
}

async function writeProfiles(profiles: Readonly<Record<string, Profile>>): Promise<void> {
  const path = configPath({ environment: { XDG_CONFIG_HOME: folder } });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify({ current: 'eu', profiles }));
}

/** Gives both deployments a profile. No output of any command has one of the tokens. */
async function sceneOf(world: World, other: World, given: Partial<Tokens> = {}): Promise<Scene> {
  await writeProfiles({
    eu: { url: world.stack.url, tokenVariable: 'EU_TOKEN' },
    us: { url: other.stack.url, tokenVariable: 'US_TOKEN' },
  });
  const tokens: Tokens = {
    EU_TOKEN: await world.stack.issuer.mint(),
    US_TOKEN: await other.stack.issuer.mint(),
    ...given,
  };
  const sent: string[] = [];
  const watched: typeof fetch = (input, init) => {
    const headers = input instanceof Request ? input.headers : new Headers(init?.headers);
    sent.push(`${urlOf(input)} ${headers.get('authorization')}`);
    return fetch(input, init);
  };
  return {
    ...tokens,
    sent,
    async command(args, around = {}) {
      const ran = await run(world, args.split(' '), {
        ...around,
        scopes: null,
        environment: { XDG_CONFIG_HOME: folder, ...tokens, ...around.environment },
        io: { fetch: watched, ...around.io },
      });
      for (const token of Object.values(tokens)) expect(ran.out + ran.err).not.toContain(token);
      return ran;
    },
  };
}

const givenChannel = async (world: World, name: string): Promise<{ arn: string; id: string }> => {
  const { body } = await world.http('POST', '/v1/channels', { body: { name, authorized: true } });
  const { arn } = body.channel as { arn: string };
  return { arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
};

interface Told {
  profile: string;
  data: { channels: { name: string }[] };
}
/** Returns the documents of an output, which has one on each line. */
const documentsIn = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
const namesIn = (out: string): [string, string[]][] =>
  (documentsIn(out) as Told[]).map(({ profile, data }) => [
    profile,
    data.channels.map(({ name }) => name).toSorted(),
  ]);

const BOTH = '--profile eu --profile us';

describe('a read of several deployments', () => {
  it('is one table for people, and a document for each deployment with --json', async ({
    world,
    other,
  }) => {
    const { command, sent, EU_TOKEN, US_TOKEN } = await sceneOf(world, other);
    const [ours, theirs] = [await givenChannel(world, 'a'), await givenChannel(other, 'b')];
    const people = await command(`channels list ${BOTH}`);
    expect([people.code, people.err]).toEqual([0, '']);
    expect(people.out.split('\n')).toEqual([
      expect.stringMatching(/^PROFILE {2}ID +NAME/),
      expect.stringMatching(new RegExp(`^eu       ${ours.id} +a `)),
      expect.stringMatching(new RegExp(`^us       ${theirs.id} +b `)),
      '',
    ]);
    expect(sent.toSorted()).toEqual(
      [
        `${world.stack.url}/v1/channels Bearer ${EU_TOKEN}`,
        `${other.stack.url}/v1/channels Bearer ${US_TOKEN}`,
      ].toSorted(),
    );
    const programs = await command('channels list --all-profiles --json');
    expect([programs.code, programs.err]).toEqual([0, '']);
    expect(namesIn(programs.out)).toEqual([
      ['eu', ['a']],
      ['us', ['b']],
    ]);
  });

  it('asks them at the same time', async ({ world, other }) => {
    const { command } = await sceneOf(world, other);
    let asked = 0;
    let answer = (): void => undefined;
    const bothAsked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const waiting: typeof fetch = async (input, init) => {
      asked += 1;
      if (asked === 2) answer();
      await bothAsked;
      return fetch(input, init);
    };
    expect((await command(`jobs list ${BOTH}`, { io: { fetch: waiting } })).code).toBe(0);
  });

  it('follows the pages of each with --all, and tells which has more', async ({ world, other }) => {
    const { command } = await sceneOf(world, other);
    for (const name of ['a', 'b', 'c']) await givenChannel(world, name);
    for (const name of ['d', 'e']) await givenChannel(other, name);
    const all = await command(`channels list ${BOTH} --limit 1 --all --json`);
    expect(namesIn(all.out)).toEqual([
      ['eu', ['a', 'b', 'c']],
      ['us', ['d', 'e']],
    ]);
    const page = await command(`channels list ${BOTH} --limit 2`);
    expect(page.err).toMatch(/^There is more at eu(?:, us)?: add --all$/m);
    const cursor = await command(`channels list ${BOTH} --cursor a`);
    expect([cursor.code, cursor.err]).toEqual([2, expect.stringContaining('--cursor is a place')]);
  });

  it('tells which list is empty', async ({ world, other }) => {
    const { command } = await sceneOf(world, other);
    await givenChannel(other, 'b');
    const { code, out, err } = await command(`channels list ${BOTH}`);
    expect([code, err, out]).toEqual([0, 'none at eu\n', expect.stringMatching(/^us .* b /m)]);
    const neither = await command(`jobs list --status failed ${BOTH}`);
    expect([neither.code, neither.out, neither.err]).toEqual([0, '', 'none at eu, us\n']);
  });

  it('prints the lines of a single answer behind the profile', async ({ world, other }) => {
    const { command } = await sceneOf(world, other);
    const { out } = await command('health get --all-profiles');
    expect(out.split('\n')).toEqual([
      'eu  status:          ok',
      'eu  managedChannels: deployment=eu',
      'us  status:          ok',
      'us  managedChannels: deployment=us',
      '',
    ]);
    const limits = await command('limits list --all-profiles --json');
    expect(documentsIn(limits.out)).toMatchObject([
      { profile: 'eu', data: { rates: [] } },
      { profile: 'us', data: { rates: [] } },
    ]);
  });

  it('finds the deployment where a channel is live', async ({ world, other }) => {
    const { command } = await sceneOf(world, other);
    const channel = await givenChannel(other, 'show');
    await goLive(other, channel);
    await world.advance(60_000);
    const listed = await command(`streams list ${BOTH}`);
    expect(listed.out).toMatch(new RegExp(`^us .*${channel.id}`, 'm'));
  });
});

describe('a deployment that fails', () => {
  it('because it is down does not hide the others', async ({ world, other }) => {
    const { command } = await sceneOf(world, other);
    await givenChannel(world, 'a');
    const url = `http://127.0.0.1:${await freePort()}`;
    await writeProfiles({
      us: { url, tokenVariable: 'US_TOKEN' },
      eu: { url: world.stack.url, tokenVariable: 'EU_TOKEN' },
    });
    const people = await command('channels list --all-profiles');
    expect(people.code, people.err).toBe(6);
    expect(people.out).toMatch(/^eu .* a /m);
    expect(people.err).toContain(`Error at us: ${url} does not answer (ECONNREFUSED)`);
    const programs = await command('channels list --all-profiles --json');
    expect([programs.code, namesIn(programs.out)]).toEqual([6, [['eu', ['a']]]]);
    expect(documentsIn(programs.err)).toEqual([
      expect.objectContaining({ profile: 'us', type: 'unavailable', exitCode: 6 }),
    ]);
  });

  it('because of its token does not hide the others, and no token is shown', async ({
    world,
    other,
  }) => {
    const { command } = await sceneOf(world, other, { US_TOKEN: 'refused.by.us' });
    await givenChannel(world, 'a');
    const people = await command(`channels list ${BOTH} --verbose`);
    expect(people.code, people.err).toBe(5);
    expect(people.out).toMatch(/^eu .* a /m);
    expect(people.err).toMatch(/^Error at us: .+\n {2}Request id: \S+$/m);
    const programs = await command(`channels list ${BOTH} --json`);
    expect(programs.code).toBe(5);
    expect(documentsIn(programs.err)).toEqual([
      expect.objectContaining({ profile: 'us', status: 401, exitCode: 5 }),
    ]);
    // A deployment without a token is told in the same way.
    const without = await command(`channels list ${BOTH}`, { environment: { US_TOKEN: '' } });
    expect(without.code).toBe(5);
    expect(without.err).toContain('Error at us: There is no token for this deployment.');
  });

  it('gives the command its exit code, the first one of several', async ({ world, other }) => {
    const { command } = await sceneOf(world, other, { EU_TOKEN: 'refused.by.eu' });
    expect((await command(`channels get nobody ${BOTH}`)).code).toBe(5);
    const reversed = await command('channels get nobody --profile us --profile eu');
    expect([reversed.code, reversed.out]).toEqual([3, '']);
    expect(reversed.err).toMatch(/^Error at us: There is no such resource.*\n.*\nError at eu: /);
  });
});

it('Ctrl-C ends the requests to all deployments', async ({ world, other }) => {
  const { command } = await sceneOf(world, other);
  const interrupted = new AbortController();
  let asked = 0;
  const silent: typeof fetch = (input) => {
    asked += 1;
    if (asked === 2) setImmediate(() => interrupted.abort());
    const { signal } = input instanceof Request ? input : new Request(input);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  const { code, out, err } = await command(`jobs list ${BOTH}`, {
    io: { fetch: silent, signal: interrupted.signal },
  });
  expect([code, out, err]).toEqual([130, '', '']);
});

describe('before any request', () => {
  it('a change with several profiles is refused, and so is all that needs one', async ({
    world,
    other,
  }) => {
    const { command, sent } = await sceneOf(world, other);
    for (const args of [
      'channels create --name a',
      'channels delete AbCdEf123456 --yes',
      'channels delete AbCdEf123456 --dry-run',
      'jobs redrive --needs-attention --yes',
      'jobs cancel --all --workflow deleteChannel --yes',
      'dlq redrive --all --yes',
    ]) {
      const { code, out, err } = await command(`${args} ${BOTH}`);
      expect([code, out], args).toEqual([2, '']);
      const [group, verb] = args.split(' ');
      expect(err, args).toContain(`"${group} ${verb}" makes a change, and a change takes one `);
    }
    for (const args of [
      'watch a-job',
      'jobs watch a-job',
      'listen --forward-to http://127.0.0.1:1',
      'trigger job-failed',
      'trace a-request',
      'mcp',
      'login',
      'logout',
      'console',
      'profiles set a',
      'channels batch-get --ids a',
    ]) {
      const { code, err } = await command(`${args} --all-profiles`);
      expect([code, err], args).toEqual([2, expect.stringContaining('works with one deployment')]);
    }
    expect(sent).toEqual([]);
    expect((await command('channels create --name a --profile eu --profile eu')).code).toBe(0);
  });

  it('an unknown profile is named', async ({ world, other }) => {
    const { command, sent } = await sceneOf(world, other);
    for (const args of ['channels list', 'doctor']) {
      const { code, out, err } = await command(`${args} ${BOTH} --profile mars`);
      expect([code, out, err]).toEqual([
        2,
        '',
        'Error: --profile mars is unknown. The profiles: eu, us.\n',
      ]);
    }
    const commas = await command('channels list --profile eu,us');
    expect([commas.code, commas.err]).toEqual([2, expect.stringContaining('repeat --profile')]);
    await writeProfiles({});
    const none = await command('channels list --all-profiles');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('finds no profile')]);
    expect(sent).toEqual([]);
  });

  it('an address or a token for all of them is refused; that of the environment is left', async ({
    world,
    other,
  }) => {
    const { command, sent } = await sceneOf(world, other);
    for (const [more, option] of [
      ['--url https://a.example', '--url'],
      ['--token-command a', '--token-command'],
    ]) {
      const { code, err } = await command(`channels list ${BOTH} ${more}`);
      expect([code, err]).toEqual([2, expect.stringContaining(`${option} goes with one `)]);
    }
    const both = await command('channels list --all-profiles --profile eu');
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('stands instead of')]);
    expect(sent).toEqual([]);
    const environment = { CHANNELKEEPER_URL: world.stack.url };
    const { out } = await command(`health get ${BOTH}`, { environment });
    expect(out).toMatch(/^us .*deployment=us$/m);
  });
});

it('the commands that print tokens take turns, because each may ask the person', async ({
  world,
  other,
}) => {
  const { command } = await sceneOf(world, other);
  await writeProfiles({
    eu: { url: world.stack.url, tokenCommand: 'pass eu' },
    us: { url: other.stack.url, tokenCommand: 'pass us' },
    // Its failure ends no turn but its own.
    broken: { url: other.stack.url, tokenCommand: 'pass broken' },
  });
  const course: string[] = [];
  const runCommand = async (name: string): Promise<string> => {
    course.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    course.push(`${name} ends`);
    if (name === 'pass broken') throw new Error('It has failed.');
    return (name === 'pass eu' ? world : other).stack.issuer.mint();
  };
  const { code, err } = await command('channels list --profile broken --profile eu --profile us', {
    io: { runCommand },
  });
  expect(code, err).toBe(5);
  expect(err).toContain('Error at broken: the token command of the profile broken has failed.');
  expect(err).toContain('none at eu, us');
  const begun = course.filter((line) => line.endsWith('begins'));
  expect(begun.length).toBeGreaterThanOrEqual(3);
  expect(course).toEqual(begun.flatMap((line) => [line, line.replace('begins', 'ends')]));
});

it('doctor examines them together, and its remedies name the profile', async ({ world, other }) => {
  const { command } = await sceneOf(world, other);
  const channel = await givenChannel(world, 'a');
  await goLive(world, channel);
  await world.advance(60_000);
  const clock = { now: () => Date.now(), sleep: (ms: number) => world.app.clock.sleep(ms) };
  const examine = (args: string): Promise<Ran> => command(`doctor ${args}`, { io: { clock } });
  const healthy = await examine(BOTH);
  expect(healthy.code, healthy.out).toBe(0);
  refuse(world, 'DeleteStreamKey');
  const deleted = await command(`channels delete ${channel.id} --yes --watch --profile eu`);
  expect(deleted.code, deleted.err).toBe(4);
  const { code, out, err } = await examine(BOTH);
  expect([code, err], out).toEqual([9, '']);
  expect(out).toMatch(/^eu {2}problem +jobs +deleteChannel on channel/m);
  expect(out).toMatch(/^eu +→ channelkeeper jobs redrive \S+ --profile eu$/m);
  expect(out).toMatch(/^us {2}ok +jobs +no job needs attention$/m);
  const programs = await examine(`${BOTH} --json`);
  const documents = documentsIn(programs.out) as {
    profile: string;
    data: { findings: object[] };
  }[];
  expect(documents.map(({ profile }) => profile)).toEqual(['eu', 'us']);
  expect(documents[0]?.data.findings).toContainEqual(
    expect.objectContaining({
      check: 'jobs',
      command: expect.stringMatching(/^channelkeeper jobs redrive \S+ --profile eu$/) as unknown,
    }),
  );
});
