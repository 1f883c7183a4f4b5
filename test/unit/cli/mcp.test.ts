import { describe, expect, it } from 'vitest';
import { commands } from '../../../cli/command.ts';
import { canonical, HOLDS_FOR_SECONDS, openDigests } from '../../../cli/mcp/digests.ts';
import { needsConfirmation } from '../../../cli/mcp/kinds.ts';
import { orderOf } from '../../../cli/mcp/order.ts';
import { hiding, problemResult } from '../../../cli/mcp/results.ts';
import { runAlone } from '../../commandLine.ts';

const commandOf = (operationId: string) => commands.find((one) => one.operationId === operationId)!;
const order = {
  url: 'https://a.example',
  operationId: 'deleteChannel',
  request: { params: { path: { channelId: 'a' }, query: {}, header: {} } },
};

describe('a digest', () => {
  it('differs with each showing, and holds until ten minutes have passed', () => {
    let now = 0;
    const digests = openDigests({ now: () => now });
    const [first, second] = [digests.show(order, {}), digests.show(order, {})];
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).not.toBe(first);
    now = HOLDS_FOR_SECONDS * 1_000 - 1;
    expect(() => digests.take(first, order)({})).not.toThrow();
    expect(() => digests.take(first, order)).toThrow('has been used');
    now += 1;
    expect(() => digests.take(second, order)).toThrow('has expired');
  });

  it('holds for one deployment, and for one plan whose members may come in any order', () => {
    const digests = openDigests({ now: () => 0 });
    const digest = digests.show(order, { a: 1, b: [{ c: 2, d: 3 }] });
    expect(() => digests.take(digest, { ...order, url: 'https://b.example' })).toThrow(
      'other arguments',
    );
    const compare = digests.take(digest, order);
    expect(() => compare({ b: [{ d: 3, c: 2 }], a: 1 })).not.toThrow();
    expect(() => compare({ a: 1, b: [{ c: 2, d: 4 }] })).toThrow('another one');
  });

  it('is forgotten when a thousand others have been shown', () => {
    const digests = openDigests({ now: () => 0 });
    const digest = digests.show(order, {});
    for (let n = 0; n < 1_000; n++) digests.show(order, { n });
    expect(() => digests.take(digest, order)).toThrow('has not shown');
  });
});

it('JSON in one order tells a text from a number, and a list from an object', () => {
  const different = ['1', 1, [1], { 0: 1 }, null, true, 'true', {}, []].map(canonical);
  expect(new Set(different).size).toBe(different.length);
  expect(canonical({ b: undefined, a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1}}');
});

it('an order takes values as they are, in the places of the API', () => {
  const given = { channelId: 'a', name: '@/etc/passwd', when: 'now', wait: 5, block: false };
  expect(orderOf(commandOf('updateChannel'), { ...given, reason: 'a test' })).toEqual({
    params: {
      path: { channelId: 'a' },
      query: { when: 'now', block: 'false' },
      header: { Prefer: 'wait=5', 'X-Reason': 'a test' },
    },
    body: { name: '@/etc/passwd' },
  });
  const fresh = (value: boolean) =>
    orderOf(commandOf('listChannels'), { fresh: value }).params.header;
  expect([fresh(true), fresh(false)]).toEqual([{ 'Cache-Control': 'no-cache, max-age=0' }, {}]);
});

it('every command needs a confirmation, unless it only reads', () => {
  for (const command of commands) {
    // A playback token is signed, and nothing is stored. A link is as secret as a stream key, and
    // is offered only with the values of these.
    const isRead =
      command.method === 'GET' ||
      /^batchGet|^create(?:PlaybackToken|StreamKeyLink)$/.test(command.operationId);
    expect(needsConfirmation(command), command.operationId).toBe(!isRead);
  }
  const { mutates: _mutates, scope: _scope, ...bare } = commandOf('deleteChannel');
  expect(needsConfirmation(bare)).toBe(true);
});

it('tokens and keys are hidden wherever they are', () => {
  const token = 'a-token-that-is-no-jwt';
  const hide = hiding({ token, streamKeys: true });
  const key = 'sk_us-west-2_abcDEF123456_ghiJKL';
  expect(hide(`${token} eyJhbGciOi.eyJzdWIi.c2ln ${key}`)).toBe('*** *** sk_***');
  expect(hiding({ token, streamKeys: false })(key)).toBe(key);
});

it('a failure without a problem document has one of the same form', () => {
  expect(problemResult(new Error('Oh.'))).toMatchObject({
    isError: true,
    structuredContent: { type: 'unexpected', title: 'unexpected', detail: 'Oh.' },
  });
});

describe('channelkeeper mcp', () => {
  it('has a help with the configuration of a client', async () => {
    const { code, out } = await runAlone(['mcp', '--help']);
    expect([code, out]).toEqual([0, expect.stringContaining('--allow-writes')]);
    const [json = ''] = /^ {2}\{[\s\S]*^ {2}\}$/m.exec(out) ?? [];
    expect(JSON.parse(json)).toEqual({
      mcpServers: {
        channelkeeper: { command: 'channelkeeper', args: ['mcp', '--profile', 'prod'] },
      },
    });
  });

  it('refuses to start when it knows no deployment', async () => {
    const { code, out, err } = await runAlone(['mcp']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('No deployment is known');
  });
});
