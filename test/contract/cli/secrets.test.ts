import { describe, expect } from 'vitest';
import { run, runAlone } from '../../commandLine.ts';
import { givenChannel } from '../../given.ts';
import { it } from '../../worldTest.ts';

// A token is in the Authorization header of a request and in no other place.

describe('a token', () => {
  it('appears in no output, no URL and no log, with --verbose and in refusals', async ({
    world,
  }) => {
    const token = await world.stack.issuer.mint();
    const asked: string[] = [];
    const watched: typeof fetch = (input, init) => {
      if (input instanceof Request) {
        asked.push(input.url);
        expect(input.headers.get('authorization')).toBe(`Bearer ${token}`);
      }
      return fetch(input, init);
    };
    const { id } = await givenChannel(world);
    let output = '';
    for (const args of [
      ['channels', 'list'],
      ['channels', 'get', 'nobody'],
      ['channels', 'create', '--body', `{"name": "${token}"`],
      ['channels', 'delete', id, '--dry-run'],
      ['doctor'],
      ['jobs', 'watch', 'nobody'],
    ])
      for (const more of [['--verbose'], ['--verbose', '--json']]) {
        const ran = await run(world, [...args, ...more], {
          environment: { CHANNELKEEPER_TOKEN: token },
          io: { fetch: watched },
        });
        output += ran.out + ran.err;
      }
    expect(asked.length).toBeGreaterThan(6);
    expect(output).toMatch(/^GET http:\S+\/v1\/channels → 200 in \d+ ms, request id \S+$/m);
    for (const text of [output, ...asked, ...world.logged]) expect(text).not.toContain(token);
  });

  it('comes from a command, once for many requests', async ({ world }) => {
    const commands: string[] = [];
    const { code, err } = await run(world, ['doctor', '--token-command', 'pass show token'], {
      scopes: null,
      io: {
        async runCommand(command) {
          commands.push(command);
          return `${await world.stack.issuer.mint()}\n`;
        },
      },
    });
    expect([commands, err]).toEqual([['pass show token'], '']);
    expect([0, 9]).toContain(code);
  });

  it('is asked for again when it is about to expire', async ({ world }) => {
    let minted = 0;
    const runCommand = (): Promise<string> => {
      minted += 1;
      return world.stack.issuer.mint({ ttlSeconds: 30 });
    };
    const list = ['channels', 'list', '--limit', '1', '--all', '--token-command', 'a'];
    for (const name of ['one', 'two', 'three']) await givenChannel(world, { name });
    expect((await run(world, list, { scopes: null, io: { runCommand } })).code).toBe(0);
    expect(minted).toBeGreaterThan(1);
  });

  it('is not sent without encryption, except to this machine', async () => {
    for (const url of ['http://live.example.com', 'ftp://127.0.0.1', 'https://me:word@a.example']) {
      const { code, err } = await runAlone(['channels', 'list', '--url', url], {
        environment: { CHANNELKEEPER_TOKEN: 'a.b.c' },
        io: { fetch: () => Promise.reject(new Error('A request was made.')) },
      });
      expect([code, err], url).toEqual([2, expect.stringMatching(/only sent by https|a user or/)]);
    }
  });
});

it('text of others cannot control the terminal', async () => {
  const hostile = 'red \u001b[31m, a title \u009d0;x\u0007';
  const answers: Response[] = [
    Response.json({ channels: [{ arn: 'a', name: hostile, tags: { [hostile]: hostile } }] }),
    Response.json({ channel: { arn: 'a', name: hostile } }),
    Response.json(
      { type: '/problems/a', title: hostile, detail: hostile, errors: [{ field: hostile }] },
      { status: 409 },
    ),
  ];
  let printed = '';
  for (const args of ['channels list', 'channels get a', 'channels get a']) {
    const { out, err } = await runAlone([...args.split(' '), '--url', 'https://a.example'], {
      answers: [],
      environment: { CHANNELKEEPER_TOKEN: 'a.b.c', NO_COLOR: '1' },
      io: { fetch: () => Promise.resolve(answers.shift() ?? Response.error()) },
    });
    printed += out + err;
  }
  expect(printed.match(/red {2}\[31m/g)?.length).toBeGreaterThan(4);
  for (const character of ['\u001b', '\u009d', '\u0007']) expect(printed).not.toContain(character);
});
