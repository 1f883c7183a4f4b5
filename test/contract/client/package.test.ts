import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../../local/build.ts';
import { World } from '../../world.ts';

// The client as another program gets it: packed, installed without a network into a folder of its
// own, and used from there.

const run = promisify(execFile);
const INSTALLED_BYTES_MAX = 1024 * 1024;

let folder: string;
const installed = (...names: string[]): string =>
  join(folder, 'node_modules/@channelkeeper/client', ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-client-'));
  const npm = (args: string[], cwd: string): Promise<unknown> =>
    run(
      'npm',
      [...args, '--offline', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')],
      { cwd },
    );
  await npm(
    ['pack', '--workspace', '@channelkeeper/client', '--pack-destination', folder],
    projectFolder,
  );
  const [archive = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await writeFile(join(folder, 'package.json'), '{ "name": "a-program", "private": true }');
  await npm(['install', join(folder, archive)], folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package of the client', () => {
  it('the package is one of a megabyte at the most, with its licences', async () => {
    const names = (await readdir(join(folder, 'node_modules'), { withFileTypes: true })).filter(
      ({ name }) => !name.startsWith('.'),
    );
    expect(names.map(({ name }) => name)).toEqual(['@channelkeeper']);
    const files = (await readdir(installed(), { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile(),
    );
    const sizes = await Promise.all(
      files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
    );
    expect(sizes.reduce((all, size) => all + size, 0)).toBeLessThan(INSTALLED_BYTES_MAX);
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['LICENSE', 'LICENSE.openapi-fetch', 'README.md']),
    );
    const manifest = JSON.parse(await readFile(installed('package.json'), 'utf8')) as object;
    expect(manifest).not.toHaveProperty('dependencies');
  });

  it('the package can be imported from an ES module and from a CommonJS one', async () => {
    await writeFile(
      join(folder, 'a.mjs'),
      "import { idOf } from '@channelkeeper/client';\nconsole.log(idOf('arn/a'));\n",
    );
    await writeFile(
      join(folder, 'a.cjs'),
      "const { idOf } = require('@channelkeeper/client');\nconsole.log(idOf('arn/a'));\n",
    );
    for (const file of ['a.mjs', 'a.cjs'])
      expect((await run('node', [file], { cwd: folder })).stdout, file).toBe('a\n');
  });

  it("the package has types that compile in both kinds of module without Node's", async () => {
    const program =
      "import { openClient } from '@channelkeeper/client';\n" +
      "const client = openClient({ url: '', token: '' });\n" +
      "export const answer = client.POST('/v1/channels', { body: { name: 'a' } });\n";
    const misspelled = program.replace('name:', 'nmae:');
    const compiler = join(
      createRequire(import.meta.url).resolve('typescript/package.json'),
      '../bin/tsc',
    );
    const errorsIn = async (name: string, text: string): Promise<string[]> => {
      await writeFile(join(folder, name), text);
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--lib',
        'es2022,dom,dom.iterable',
        '--types',
        '',
      ];
      const { stdout } = await run('node', [compiler, ...options, name], { cwd: folder }).catch(
        (error: unknown) => error as { stdout: string },
      );
      return stdout
        .trim()
        .split('\n')
        .filter((line) => line !== '');
    };
    for (const kind of ['mts', 'cts']) {
      expect(await errorsIn(`right.${kind}`, program), kind).toEqual([]);
      const [error, ...more] = await errorsIn(`wrong.${kind}`, misspelled);
      expect(error, kind).toContain("'nmae' does not exist");
      expect(more, kind).toEqual([]);
    }
  });

  it('the package runs without Node: bundled for a browser, with what browsers have', async () => {
    const program =
      "import { idOf, openClient } from '@channelkeeper/client';\n" +
      'globalThis.answer = (async () => {\n' +
      '  const client = openClient({ url, token });\n' +
      "  const asked = client.POST('/v1/channels', { body: { name: 'from-a-page' } });\n" +
      '  const { channel } = await client.outcomeOf(asked);\n' +
      "  for await (const { name } of client.each('/v1/channels'))\n" +
      '    if (name === channel.name) return idOf(channel);\n' +
      '})();\n';
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: folder },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      write: false,
      logLevel: 'silent',
    });
    const world = await World.open();
    try {
      const [token, sent] = [await world.stack.issuer.mint(), [] as (string | null)[]];
      const watched: typeof fetch = (request, init) => {
        if (request instanceof Request && request.method === 'POST')
          sent.push(request.headers.get('idempotency-key'));
        return fetch(request, init);
      };
      const ofBrowsers = {
        fetch: watched,
        Request,
        Response,
        Headers,
        URL,
        URLSearchParams,
        FormData,
        setTimeout,
        crypto: { getRandomValues: (into: Uint32Array) => crypto.getRandomValues(into) },
      };
      const page = createContext({ ...ofBrowsers, url: world.stack.url, token }) as {
        answer?: Promise<string>;
      };
      runInContext(outputFiles[0]!.text, page);
      expect(await world.during(page.answer!, 'the answer')).toMatch(/^\w{12}$/);
      expect(sent).toEqual([expect.stringMatching(/^[0-9a-z]{16}$/)]);
    } finally {
      await world.close();
    }
  });
});
