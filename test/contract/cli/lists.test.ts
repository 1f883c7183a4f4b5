import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { givenChannel, givenLiveChannel, refuse } from '../../given.ts';
import { run } from '../../commandLine.ts';
import { it } from '../../worldTest.ts';

const namesIn = (out: string): string[] =>
  (JSON.parse(out) as { channels: { name: string }[] }).channels.map(({ name }) => name).toSorted();

it('a list comes in pages, and --all follows them', async ({ world }) => {
  for (const name of ['one', 'two', 'three']) await givenChannel(world, { name });
  const page = await run(world, ['channels', 'list', '--limit', '2']);
  expect(page.out.trimEnd().split('\n')).toHaveLength(3);
  const [, cursor = ''] = /--cursor (\S+)/.exec(page.err) ?? [];
  const rest = await run(world, ['channels', 'list', '--cursor', cursor, '--limit', '2', '--json']);
  expect(namesIn(rest.out)).toHaveLength(1);
  const all = await run(world, ['channels', 'list', '--limit', '2', '--all', '--json']);
  expect(namesIn(all.out)).toEqual(['one', 'three', 'two']);
});

it('an empty list is an empty output for people, and JSON for programs', async ({ world }) => {
  const people = await run(world, ['channels', 'list']);
  expect([people.code, people.out, people.err]).toEqual([0, '', 'none\n']);
  expect(JSON.parse((await run(world, ['channels', 'list', '--json'])).out)).toEqual({
    channels: [],
  });
});

it('a table is cut to the width of a terminal, and whole elsewhere', async ({ world }) => {
  await givenChannel(world, { name: 'a'.repeat(90), tags: { team: 'studio' } });
  const inTerminal = await run(world, ['channels', 'list'], {
    answers: [],
    environment: { NO_COLOR: '1' },
    io: { columns: 60 },
  });
  for (const line of inTerminal.out.trimEnd().split('\n'))
    expect(line.length).toBeLessThanOrEqual(60);
  expect((await run(world, ['channels', 'list'])).out).toContain('team=studio');
});

it('colours are for terminals that want them', async ({ world }) => {
  const colour = '\u001b[1mID';
  await givenChannel(world);
  const list = ['channels', 'list'];
  expect((await run(world, list, { answers: [] })).out).toContain(colour);
  expect((await run(world, list)).out).not.toContain('\u001b');
  const plain = await run(world, list, { answers: [], environment: { NO_COLOR: '1' } });
  expect(plain.out).not.toContain('\u001b');
});

it('jobs list --needs-attention lists the jobs that need an operator', async ({ world }) => {
  const failing = await givenLiveChannel(world);
  refuse(world, 'DeleteStreamKey');
  await run(world, ['channels', 'delete', failing.id, '--yes', '--watch']);
  refuse(world);
  await run(world, ['channels', 'delete', (await givenChannel(world)).id, '--yes']);
  const { out } = await run(world, ['jobs', 'list', '--needs-attention']);
  expect(out).toMatch(/^ID +WORKFLOW +SUBJECT +STATUS/);
  expect(out.trimEnd().split('\n')).toHaveLength(2);
  expect(out).toContain(`channel/${failing.id}`);
  const others = await run(world, ['jobs', 'list', '--no-needs-attention']);
  expect(others.out).not.toContain(`channel/${failing.id}`);
});

it('a body comes by options, as JSON, from a file or from the standard input', async ({
  world,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'channelkeeper-body-'));
  const file = join(folder, 'body.json');
  const create = ['channels', 'create', '--json'];
  const body = '{"name": "from-a-body", "type": "BASIC"}';
  await writeFile(file, body);
  const made = async (args: string[], input = ''): Promise<unknown> => {
    const { out, err } = await run(world, [...create, ...args], { input });
    return out === '' ? err : (JSON.parse(out) as { channel: unknown }).channel;
  };
  const expected = { name: 'from-a-body', type: 'BASIC' };
  expect(await made(['--body', body])).toMatchObject(expected);
  expect(await made(['--body', `@${file}`])).toMatchObject(expected);
  expect(await made(['--body', '-'], body)).toMatchObject(expected);
  expect(
    await made([
      '--body',
      body,
      '--name',
      'by-option',
      '--no-authorized',
      '--tags',
      'a=b=c',
      '--tags',
      'd=',
      '--multitrack-input-configuration.policy',
      'ALLOW',
    ]),
  ).toMatchObject({
    name: 'by-option',
    type: 'BASIC',
    authorized: false,
    tags: { a: 'b=c', d: '' },
    multitrackInputConfiguration: { policy: 'ALLOW' },
  });
  await rm(folder, { recursive: true });
});

it('an ARN may stand for an id', async ({ world }) => {
  const { arn, id } = await givenChannel(world);
  const { code, out } = await run(world, ['channels', 'get', arn, '--json']);
  expect([code, out]).toEqual([0, expect.stringContaining(`channel/${id}`)]);
});

it('an answer is printed again only when its entity tag has changed', async ({ world }) => {
  const { id } = await givenChannel(world);
  const answer = await world.http('GET', `/v1/channels/${id}`);
  const tag = answer.headers.get('etag') ?? '';
  const get = ['channels', 'get', id, '--if-none-match', tag];
  expect((await run(world, get)).out).toBe('not modified\n');
  expect((await run(world, [...get, '--json'])).out).toBe('null\n');
  const update = ['channels', 'update', id, '--name', 'another', '--if-match', tag];
  expect((await run(world, update)).code).toBe(0);
  expect((await run(world, update)).code).toBe(4);
});
