import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { build, bundles, functionSources, projectFolder } from '../../local/build.ts';
import { withSourcePositions } from '../../local/sourcePositions.ts';
import { copyOfProject } from '../copyOfProject.ts';

/** The promised sizes, in bytes. */
const BYTES_MAX: Readonly<Record<string, number>> = {
  commands: 380_000,
  queries: 380_000,
  resources: 300_000,
  streamKeys: 380_000,
  keys: 380_000,
  viewers: 380_000,
  operations: 380_000,
  playbackTokens: 380_000,
  console: 380_000,
  // It does again what the other functions gave up, so it has the metrics of the journal too.
  deadLetters: 390_000,
  reactions: 380_000,
  runReactions: 380_000,
  runTimedReactions: 330_000,
  // The client of S3 is two thirds of it; nobody waits for this function.
  describeRecordings: 800_000,
  keepDeadLetters: 220_000,
  streamState: 330_000,
  journal: 330_000,
  closeLostEnds: 330_000,
  jobDue: 330_000,
  emergencyJobDue: 330_000,
  sweep: 330_000,
  refreshChannels: 330_000,
  renewViewerBans: 330_000,
  rotateStreamKeys: 330_000,
  measure: 330_000,
  storeStreamKeys: 330_000,
  exportTraces: 330_000,
};

const names = functionSources().map((source) => basename(source, '.ts'));
/** The functions other than the one that serves the document of the API. */
const small = names.filter((name) => name !== 'docs');
/** The functions whose packages are trimmed. The client of S3 needs its own whole. */
const trimmed = names.filter((name) => name !== 'describeRecordings');

const codeOf = ({ files }: Awaited<ReturnType<typeof bundles>>): Record<string, string> =>
  Object.fromEntries(
    files
      .filter(({ path }) => path.endsWith('.mjs'))
      .map(({ path, text }) => [basename(dirname(path)), text]),
  );

let inputs: Readonly<Record<string, readonly string[]>>;
let code: Record<string, string>;
beforeAll(async () => {
  const made = await bundles();
  ({ inputs } = made);
  code = codeOf(made);
});

test.each(Object.entries(BYTES_MAX))('the bundle of %s has at most %i bytes', (name, bytesMax) => {
  expect(Buffer.byteLength(code[name] ?? '')).toBeGreaterThan(10_000);
  expect(Buffer.byteLength(code[name] ?? '')).toBeLessThanOrEqual(bytesMax);
});

test('every function but docs has a promised size', () => {
  expect(Object.keys(BYTES_MAX).toSorted()).toEqual(small.toSorted());
});

test('the same sources in another folder give the same bytes', async () => {
  const folder = await copyOfProject();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const copied = codeOf(await bundles(folder));
  expect(Object.keys(copied).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(copied[name] === code[name], name).toBe(true);
});

describe('no function carries what it does not use', () => {
  test.each(small)('%s has no text of the document of the API', (name) => {
    const document = JSON.parse(readFileSync(join(projectFolder, 'docs/openapi.json'), 'utf8')) as {
      paths: object;
      components: { schemas: object };
    };
    const texts = textsIn([document.paths, document.components.schemas]).filter(
      (text) => text.length >= 24,
    );
    expect(texts.length).toBeGreaterThan(300);
    expect(texts.filter((text) => code[name]?.includes(text))).toEqual([]);
  });

  test.each(small)('%s has no remedy of a problem', (name) => {
    expect(code[name]?.includes('Get a new access token.')).toBe(false);
  });

  // The members of a workflow that only the engine reads, and the heart of the engine.
  test.each(['queries', 'streamKeys', 'docs', 'console', 'keepDeadLetters'])(
    '%s has no workflow and no engine',
    (name) => {
      const members = ['startsAgainAfter', 'ifStillLive', 'ifUnknown', 'childResult'];
      expect(members.filter((member) => code[name]?.includes(member))).toEqual([]);
      expect(members.filter((member) => code['jobDue']?.includes(member))).toEqual(members);
      const engine = /^lib\/jobs\/(?:run|perform|stepping|transitions|commands|newJob)\.ts$/;
      expect(inputs[name]?.filter((input) => engine.test(input))).toEqual([]);
      expect(inputs['jobDue']?.filter((input) => engine.test(input))).not.toEqual([]);
    },
  );

  test('a function has the routes that it serves, and no others', () => {
    const served = (name: string): string[] => [
      ...new Set(code[name]?.match(/(?:GET|POST|PATCH|DELETE) \/v1\/[\w{}/-]+/g)),
    ];
    expect(new Set(served('streamKeys'))).toEqual(
      new Set([
        'GET /v1/stream-keys/{streamKeyId}',
        'POST /v1/stream-keys/batch-get',
        'GET /v1/channels/{channelId}/srt',
        'POST /v1/stream-keys/{streamKeyId}/links',
        'GET /v1/stream-key-links/{linkId}',
        'POST /v1/stream-key-links/{linkId}',
      ]),
    );
    expect(served('queries')).not.toContain('DELETE /v1/channels/{channelId}');
    expect(served('commands')).not.toContain('GET /v1/channels/{channelId}');
    expect(served('sweep')).toEqual([]);
    expect(served('keepDeadLetters')).toEqual([]);
    expect(served('deadLetters').every((key) => key.includes('/v1/dead-letters'))).toBe(true);
  });

  test.each(trimmed)('%s has no codec and no credentials that it cannot use', (name) => {
    const unused = [
      /\/submodules\/(?:cbor|event-streams)\//,
      /\/(?:xml-builder|nested-clients|token-providers|endpoint-cache)\//,
      /\/credential-provider-(?!env\/)/,
      /^node_modules\/.*(?:endpoint-discovery|signature-v4-multi-region)\//,
      /\/endpoint\/(?:bdd|ruleset)\.js$/,
      /^node_modules\/.*(?:lambda-invoke-store|submodules\/serde\/parse-utils)/,
    ];
    const found = inputs[name]?.filter((input) => unused.some((one) => one.test(input)));
    expect(found).toEqual([]);
    const variables = /AWS_CONTAINER_CREDENTIALS\w*|AWS_EC2_METADATA\w*|AWS_PROFILE/g;
    expect(code[name]?.match(variables) ?? []).toEqual([]);
  });

  test.each(trimmed)(
    '%s has the schemas of the operations that it calls, and no others',
    (name) => {
      const schemas = [...(code[name]?.matchAll(/"\/([A-Z]\w+)"/g) ?? [])].map(([, one]) =>
        String(one),
      );
      const calls = inputs[name]?.flatMap(
        (input) => /client-ivs\/dist-es\/commands\/(\w+)Command\.js$/.exec(input)?.[1] ?? [],
      );
      // The paths of tags are those of resources.
      const expected = calls?.filter((one) => !/^(?:Tag|Untag|ListTagsFor)Resource$/.test(one));
      expect(schemas.toSorted()).toEqual(expected?.toSorted());
    },
  );

  test.each(trimmed)("%s takes Node's modules without reading all their members", (name) => {
    expect(code[name]?.match(/\bfrom\s*"[\w@.][^"]*"|\bimport\s*"|\brequire\(/g) ?? []).toEqual([]);
    expect(code[name]?.includes('getBuiltinModule("node:crypto")')).toBe(true);
  });
});

test('a position in a deployed bundle is translated into that of the sources', async () => {
  await build();
  const lines = code['sweep']?.split('\n') ?? [];
  const line = lines.findIndex((text) => text.includes('The sweep failed for one item'));
  const column = lines[line]?.indexOf('The sweep failed for one item') ?? 0;
  const trace = `Error: boom\n    at a (file:///var/task/dist/sweep/index.mjs:${line + 1}:${column + 1})`;
  const [, file = '', number = ''] =
    /at a \(([\w/]+\.ts):(\d+):\d+\)$/.exec(withSourcePositions(projectFolder, trace)) ?? [];
  expect(file).toBe('lib/events/sweep.ts');
  const source = readFileSync(join(projectFolder, file), 'utf8').split('\n');
  expect(source[Number(number) - 1]).toContain('The sweep failed for one item');
});

test('a position that no source map knows stays as it is', () => {
  const trace = 'at a (/var/task/dist/unknown/index.mjs:1:2) at b (node:fs:1:2)';
  expect(withSourcePositions(projectFolder, trace)).toBe(trace);
});

/** Returns all summaries and descriptions in a document. */
function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    // An example is data, such as the description of a built-in reaction.
    if (/^examples?$/.test(key)) return [];
    return (key === 'summary' || key === 'description') && typeof member === 'string'
      ? [member]
      : textsIn(member);
  });
}
