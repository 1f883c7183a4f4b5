import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { commands, groups, type Command } from '../../../cli/command.ts';
import { cliCommandsText, commandsPath, examplesPath } from '../../../scripts/generateDocs.ts';
import { NOT_COMMANDS } from '../../../scripts/cliCommands.ts';
import { operations, routes, schemaIssueIn } from '../../answers.ts';
import { run, runAlone } from '../../commandLine.ts';
import { idle, SHOWN, SITUATIONS, type Ids } from '../../situations.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

// Every command is run against the whole system in the situation of its operation: its help, its
// refusals, its dry run, its answer for programs and for people, and the exit code of each.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-cli-'));
  const examples = JSON.parse(readFileSync(examplesPath, 'utf8')) as Record<
    string,
    { request: { body?: { publicKeyMaterial?: string } } }
  >;
  // Each command has a key of its own, because IVS takes none twice.
  for (const [name, { request }] of Object.entries(examples))
    if (request.body?.publicKeyMaterial !== undefined)
      await writeFile(join(folder, `${name}.pem`), request.body.publicKeyMaterial);
});
afterAll(() => rm(folder, { recursive: true }));

const nameOf = ({ group, verb }: Command): string => `${group} ${verb}`;
const named = commands.map((command) => [nameOf(command), command] as const);
const changing = named.filter(([, { mutates }]) => mutates);
/** Operations that write a record of any name. */
const NEW_NAMES = ['putReaction', 'putPolicy'];
/** Commands that have an id to read. */
const withId = named.filter(
  ([, { parameters, operationId }]) => parameters.length > 0 && !NEW_NAMES.includes(operationId),
);

/** Splits a line as a shell does that knows single quotes. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

/** Returns the arguments of the example of a command, with real ids for the shown ones. */
function argumentsOf(command: Command, ids: Ids): string[] {
  // The id of a job contains that of a channel.
  const shown = Object.entries(SHOWN).toSorted(([, a], [, b]) => b.length - a.length);
  return wordsOf(command.example)
    .slice(1)
    .map((word) =>
      shown.reduce(
        (text, [name, id]) => text.replaceAll(id, ids[name] ?? 'nobody'),
        word.replace('@key.pem', `@${join(folder, `${command.operationId}.pem`)}`),
      ),
    );
}

const prepared = async (world: World, command: Command): Promise<string[]> =>
  argumentsOf(command, await (SITUATIONS[command.operationId] ?? idle)(world));

/** Returns the calls of IVS that change something. */
const changes = (world: World): string[] =>
  world.calls.flatMap(({ service, operation }) =>
    service === 'ivs' && !/^(?:Get|List|BatchGet)/.test(operation) ? [operation] : [],
  );

/** Returns how a successful JSON answer deviates from the OpenAPI document. */
function deviation({ operationId }: Command, text: string): string | undefined {
  const answer: unknown = JSON.parse(text);
  const { responses } = operations.find((one) => one.operationId === operationId) ?? {};
  if (answer === null) return responses?.['204'] ? undefined : 'there is no answer without a body';
  const issues = Object.entries(responses ?? {}).flatMap(([status, { content }]) => {
    const schema = content?.['application/json']?.schema;
    return status.startsWith('2') && schema ? [schemaIssueIn(schema, answer)] : [];
  });
  return issues.includes(undefined) ? undefined : issues.join('; ');
}

describe('the table of commands', () => {
  it('cli/commands.json agrees with the routes; if not, run: npm run docs', () => {
    expect(readFileSync(commandsPath, 'utf8')).toBe(cliCommandsText());
  });

  it('every operation of the API is one command, or is left out with a reason', () => {
    const known = [...commands.map(({ operationId }) => operationId), ...Object.keys(NOT_COMMANDS)];
    const all = routes.flatMap(({ described }) => (described ? [described.name] : []));
    expect(known.toSorted()).toEqual(all.toSorted());
    expect(new Set(named.map(([name]) => name)).size).toBe(named.length);
  });

  it('every command that a route marks as a change knows the dry run', () => {
    const marked = routes.flatMap(({ mutates, described }) =>
      mutates && described ? [described.name] : [],
    );
    const known = changing.map(([, { operationId }]) => operationId);
    expect(known.toSorted()).toEqual(marked.toSorted());
  });

  it('every group has a summary', () => {
    for (const { name, summary } of groups) expect(summary, name).toMatch(/^[A-Z].*\.$/);
  });
});

describe('every command', () => {
  it.for(named)('%s --help shows every option and an example', async ([, command]) => {
    const { code, out } = await runAlone([command.group, command.verb, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(command.summary);
    expect(out).toContain(`Example:\n  $ ${command.example}\n`);
    for (const { flag } of command.options) expect(out).toContain(`--${flag}`);
    for (const { shown } of command.parameters) expect(out).toContain(`<${shown}>`);
    expect(out.includes('--dry-run')).toBe(command.mutates === true);
    expect(out.includes('--yes')).toBe(command.asksFirst !== undefined);
  });

  it.for(named)('%s answers with the JSON of the API', async ([, command], { world }) => {
    const args = await prepared(world, command);
    const { code, out, err } = await run(
      world,
      [...args, '--json', '--yes'].filter(
        (word) => word !== '--yes' || command.asksFirst !== undefined,
      ),
    );
    expect([code, err.includes('Error')], err).toEqual([0, false]);
    expect(deviation(command, out)).toBeUndefined();
  });

  it.for(named)('%s answers people with lines that are no JSON', async ([, command], { world }) => {
    const args = await prepared(world, command);
    const { code, out, err } = await run(world, [
      ...args,
      ...(command.asksFirst === undefined ? [] : ['--yes']),
    ]);
    expect(code, err).toBe(0);
    expect(out).toMatch(/^[^{]/);
    expect(out.endsWith('\n')).toBe(true);
    expect(out + err).not.toContain('\u001b');
  });

  it.for(changing)('%s --dry-run changes nothing', async ([, command], { world }) => {
    const args = await prepared(world, command);
    const before = changes(world);
    const json = await run(world, [...args, '--dry-run', '--json']);
    expect(json.code, json.err).toBe(0);
    expect(JSON.parse(json.out)).toHaveProperty('dryRun');
    const people = await run(world, [...args, '--dry-run']);
    expect(people.out).toMatch(/^Dry run, nothing was changed\..*\n {2}\S/);
    expect(changes(world)).toEqual(before);
  });

  it.for(named.filter(([, { asksFirst }]) => asksFirst === true))(
    '%s refuses to act without a terminal and without --yes',
    async ([, command], { world }) => {
      const args = await prepared(world, command);
      const before = changes(world);
      const { code, out, err } = await run(world, args);
      expect([code, out]).toEqual([8, '']);
      expect(err).toContain('--yes');
      expect(changes(world)).toEqual(before);
    },
  );

  it.for(named.filter(([, { scope }]) => scope !== undefined))(
    '%s exits with 5 when the token lacks its scope, and when there is no token',
    async ([, command], { world }) => {
      const args = argumentsOf(command, {});
      const agreed = command.asksFirst === undefined ? args : [...args, '--yes'];
      const refused = await run(world, agreed, { scopes: ['a:read'] });
      expect(refused.code, refused.err).toBe(5);
      expect(refused.err).toContain(command.scope);
      const without = await run(world, agreed, { scopes: null });
      expect(without.code).toBe(5);
      expect(without.err).toContain('CHANNELKEEPER_TOKEN');
    },
  );

  it.for(withId)('%s tells of an unknown id as the API does', async ([, command], { world }) => {
    const args = argumentsOf(command, {});
    const { code, err } = await run(world, [
      ...args,
      '--json',
      ...(command.asksFirst === undefined ? [] : ['--yes']),
    ]);
    const problem = JSON.parse(err) as { type: string; exitCode: number };
    expect([code, problem.type], err).toEqual([3, '/problems/not-found']);
    expect(problem.exitCode).toBe(code);
  });

  it.for(named)('%s exits with 2 for an option that does not exist', async ([, command]) => {
    const { code, out, err } = await runAlone([...argumentsOf(command, {}), '--surprise']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain("unknown option '--surprise'");
  });
});
