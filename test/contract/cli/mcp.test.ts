import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect } from 'vitest';
import { commands, type Command } from '../../../cli/command.ts';
import { parameterName } from '../../../cli/mcp/inputSchema.ts';
import { toolName } from '../../../cli/mcp/tools.ts';
import { examplesPath } from '../../../scripts/generateDocs.ts';
import { ALL, givenAgent } from '../../agent.ts';
import { document, operations } from '../../answers.ts';
import { givenChannel } from '../../given.ts';
import { idle, SHOWN, SITUATIONS, type Ids } from '../../situations.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

// A client of the official SDK talks to the server of the agent, which talks to the whole system.

type Input = Readonly<Record<string, unknown>>;
const examples = JSON.parse(readFileSync(examplesPath, 'utf8')) as Readonly<
  Record<string, { request: { path: string; body?: Input } }>
>;
const named = commands.map((command) => [toolName(command), command] as const);
const reading = named.filter(([, { mutates }]) => !mutates);
const secret = ['stream_keys_get', 'stream_keys_batch_get'];
const namesOf = (some: typeof named): string[] => some.map(([name]) => name);
const REASON = 'a test';

/** Returns the input of a tool that does the same as the example of its operation. */
function inputOf({ operationId, path, parameters, options }: Command, ids: Ids): Input {
  const { request } = examples[operationId] ?? { request: { path } };
  // The id of a job contains that of a channel.
  const shown = Object.entries(SHOWN).toSorted(([, a], [, b]) => b.length - a.length);
  const real = (text: string): string =>
    shown.reduce((at, [name, id]) => at.replaceAll(id, ids[name] ?? 'nobody'), text);
  const [asked = '', query] = real(request.path).split('?');
  const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
  const values = pattern.exec(asked)?.slice(1) ?? [];
  const kinds = new Map(options.map(({ name, kind }) => [name, kind]));
  const queried = [...new URLSearchParams(query)].map(([name, value]) => {
    const kind = kinds.get(name);
    return [name, kind === 'flag' ? value === 'true' : kind === 'number' ? Number(value) : value];
  });
  return {
    ...Object.fromEntries(parameters.map((one, at) => [parameterName(one), values[at]])),
    ...Object.fromEntries(queried),
    ...(JSON.parse(real(JSON.stringify(request.body ?? {}))) as Input),
  };
}

const prepared = async (world: World, command: Command): Promise<Input> =>
  inputOf(command, await (SITUATIONS[command.operationId] ?? idle)(world));

/** Returns the operations that changed something, as ivs-local saw them. */
const changes = (world: World): string[] =>
  world.stack.ivs
    .requests()
    .flatMap(({ operation = '' }) => (/^(?:Get|List|BatchGet)/.test(operation) ? [] : [operation]));

describe('the tools', () => {
  it('are one for each operation, with a valid schema, a text and hints', async ({ world }) => {
    const { client } = await givenAgent(world, ALL);
    const { tools } = await world.during(client.listTools(), 'the tools');
    expect(tools.map(({ name }) => name)).toEqual(namesOf(named));
    expect(new Set(tools.map(({ name }) => name)).size).toBe(commands.length);
    for (const [at, { name, title, description, inputSchema, annotations }] of tools.entries()) {
      const { summary, mutates = false, asksFirst, method } = commands[at]!;
      expect(name).toMatch(/^[a-z_]{1,64}$/);
      expect(title).toBe(summary);
      expect(description).toMatch(/^[A-Z].*\.$/s);
      for (const ajv of [new Ajv({ strict: true }), new Ajv2020({ strict: true })])
        expect(() => ajv.compile(inputSchema), name).not.toThrow();
      expect(inputSchema.additionalProperties).toBe(false);
      expect(inputSchema.required?.includes('reason') ?? false, name).toBe(mutates);
      expect('confirm' in (inputSchema.properties ?? {})).toBe(mutates);
      expect(annotations).toMatchObject({
        readOnlyHint: !mutates,
        destructiveHint: asksFirst !== undefined,
        idempotentHint: !mutates || method === 'DELETE',
        openWorldHint: false,
      });
    }
  });

  it('take the example of their operation, and nothing that is beside the schema', async ({
    world,
  }) => {
    const { client } = await givenAgent(world, ALL);
    const { tools } = await world.during(client.listTools(), 'the tools');
    for (const [at, { name, inputSchema }] of tools.entries()) {
      const validate = new Ajv().compile(inputSchema);
      const input = inputOf(commands[at]!, SHOWN);
      const whole = commands[at]!.mutates ? { ...input, reason: REASON } : input;
      expect(validate(whole), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
      expect(validate({ ...whole, surprise: 1 }), name).toBe(false);
    }
  });

  it('describe members of members and the items of lists', async ({ world }) => {
    const { client } = await givenAgent(world, ALL);
    const { tools } = await world.during(client.listTools(), 'the tools');
    const schemaOf = (wanted: string) =>
      tools.find(({ name }) => name === wanted)?.inputSchema.properties;
    expect(schemaOf('channels_create')).toMatchObject({
      latencyMode: { type: 'string', enum: ['NORMAL', 'LOW'] },
      authorized: { type: 'boolean' },
      tags: { type: 'object', additionalProperties: { type: 'string' } },
      multitrackInputConfiguration: {
        type: 'object',
        properties: { enabled: { type: 'boolean' } },
        additionalProperties: false,
      },
    });
    expect(schemaOf('viewer_sessions_revoke')).toMatchObject({
      viewerSessions: { type: 'array', items: { required: ['viewerId'] } },
    });
    expect(schemaOf('tags_get')).toMatchObject({ resourceType: { enum: expect.any(Array) } });
  });

  it('only read, and answer no secrets, unless the start allows more', async ({ world }) => {
    const open = reading.filter(([name]) => !secret.includes(name));
    expect(await (await givenAgent(world)).names()).toEqual(namesOf(open));
    const writes = await givenAgent(world, { allowWrites: true });
    expect(await writes.names()).toEqual(namesOf(named.filter(([name]) => !secret.includes(name))));
    const secrets = await givenAgent(world, { allowSecrets: true });
    expect(await secrets.names()).toEqual(namesOf(reading));
  });

  it('with secrets are those whose answers have the value of a stream key', () => {
    const hasKey = (node: unknown): boolean => {
      const text = JSON.stringify(node);
      const schemas = (document.components as { schemas: Record<string, object> }).schemas;
      return (
        text.includes('schemas/StreamKey"') ||
        [...text.matchAll(/schemas\/(\w+)"/g)].some(([, name = '']) => hasKey(schemas[name] ?? {}))
      );
    };
    const withKey = operations.flatMap(({ operationId, responses }) =>
      hasKey(responses) ? [operationId] : [],
    );
    const known = named.flatMap(([name, { operationId }]) =>
      secret.includes(name) ? [operationId] : [],
    );
    expect(withKey.toSorted()).toEqual(known.toSorted());
  });

  it('are those that the scopes of the token allow', async ({ world }) => {
    const scopes = ['jobs:read', 'prefix/channels:read'];
    const narrow = await givenAgent(world, ALL, { scopes });
    const expected = named.filter(
      ([, { scope }]) => scope === undefined || scope === 'jobs:read' || scope === 'channels:read',
    );
    expect(await narrow.names()).toEqual(namesOf(expected));
    const none = await givenAgent(world, ALL, { scopes: null });
    expect(await none.names()).toEqual(
      namesOf(named.filter(([, { scope }]) => scope === undefined)),
    );
  });

  it('whose scope the token lacks are refused by the API', async ({ world }) => {
    const { id } = await givenChannel(world);
    const narrow = await givenAgent(world, ALL, { scopes: ['jobs:read'] });
    const refused = await narrow.call('channels_delete', { channelId: id, reason: REASON });
    expect(refused).toMatchObject({
      isError: true,
      content: { type: '/problems/missing-scope', scope: 'channels:write' },
    });
    const none = await givenAgent(world, ALL, { scopes: null });
    expect((await none.call('channels_list')).text).toContain('CHANNELKEEPER_TOKEN');
    expect((await none.call('health_get')).isError).toBe(false);
  });
});

describe('a tool that reads', () => {
  it.for(reading)('%s answers as the API does', async ([name, command], { world }) => {
    const input = await prepared(world, command);
    const agent = await givenAgent(world, ALL);
    const before = changes(world);
    const { isError, content, text } = await agent.call(name, input);
    expect(isError, text).toBe(false);
    expect(JSON.parse(text)).toEqual(content);
    expect(changes(world)).toEqual(before);
  });

  it('answers a refusal with the problem document', async ({ world }) => {
    const agent = await givenAgent(world);
    expect(await agent.call('channels_get', { channelId: 'nobody' })).toMatchObject({
      isError: true,
      content: { type: '/problems/not-found', status: 404, requestId: expect.any(String) },
      text: expect.stringContaining('There is no channel nobody.'),
    });
  });

  it('takes an ARN for an id, and passes on limits, cursors and waits', async ({ world }) => {
    const { arn } = await givenChannel(world, { name: 'one' });
    await givenChannel(world, { name: 'two' });
    const agent = await givenAgent(world);
    expect((await agent.call('channels_get', { channelId: arn })).content).toMatchObject({
      channel: { arn },
    });
    const first = await agent.call('channels_list', { limit: 1, fresh: true });
    expect(first.content.channels).toHaveLength(1);
    const { nextCursor: cursor } = first.content;
    expect((await agent.call('channels_list', { limit: 1, cursor })).content).toMatchObject({
      channels: [expect.anything()],
    });
  });
});
