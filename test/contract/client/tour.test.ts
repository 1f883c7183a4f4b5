import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect } from 'vitest';
import { workflows } from '../../../lib/workflows/workflows.ts';
import { projectFolder } from '../../../local/build.ts';
import { buildClient } from '../../../local/buildClient.ts';
import { systemClock } from '../../../local/clock.ts';
import { openTerminal, whyNoTerminal } from '../../terminal.ts';
import type { World } from '../../world.ts';
import { itIn } from '../../worldTest.ts';

// Follows docs/tour.md as a reader would. The programs of the page sleep in the time of the world:
// a program that sleeps sends a request, and its answer comes once that time has passed.

const page = await readFile(new URL('../../../docs/tour.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({ language, text }),
);
const inLanguage = (language: string): string =>
  blocks.flatMap((block) => (block.language === language ? [block.text] : [])).join('\n');
/** Returns the output that the page shows for the blocks of a language. */
const printedBy = (language: string): string =>
  blocks
    .flatMap(({ language: shown, text }, i) =>
      shown === 'text' && blocks[i - 1]?.language === language ? [text] : [],
    )
    .join('');

// The programs sign tokens by the clock of the machine.
const test = itIn({ now: systemClock.now(), settings: { localAddresses: true } });
let folder: string;
let sleeping: { ms: number; answer: ServerResponse }[];
let sleeps: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-tour-'));
  sleeping = [];
  sleeps = createServer(({ url = '' }, answer) =>
    sleeping.push({ ms: Number(url.slice(1)) * 1_000, answer }),
  ).listen(0, '127.0.0.1');
  await once(sleeps, 'listening');
});
afterEach(async () => {
  sleeps.closeAllConnections();
  sleeps.close();
  await rm(folder, { recursive: true });
});

interface Setting {
  env: NodeJS.ProcessEnv;
  /** Waits for a promise while the time of the world passes. */
  during: <Result>(what: Promise<Result>) => Promise<Result>;
}

async function setting(world: World): Promise<Setting> {
  const SLEEPS = `http://127.0.0.1:${(sleeps.address() as AddressInfo).port}`;
  const { url, ivs, issuer } = world.stack;
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    TOKEN: await issuer.mint(),
    LOCAL: `${ivs.url}/_local`,
    API_URL: url,
    API: `${url}/v1`,
    SLEEPS,
  };
  const letSleepersSleep = async (): Promise<void> => {
    const next = sleeping.shift();
    if (!next) return;
    await world.advance(next.ms);
    next.answer.end();
  };
  return { env, during: (what) => world.during(what, 'the end of the tour', letSleepersSleep) };
}

const lacking = ['curl', 'jq', 'openssl']
  .filter((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).error)
  .map((command) => `there is no ${command}`);
const reasons = [...lacking, ...[whyNoTerminal() ?? []].flat()];
const skipped = reasons.length > 0 ? ` (skipped: ${reasons.join(', ')})` : '';
test.skipIf(reasons.length > 0)(
  `the tour prints its output when curl runs in a terminal, and meets every workflow${skipped}`,
  async ({ world }) => {
    const { env, during } = await setting(world);
    const terminal = await openTerminal(folder, env);
    try {
      for (const [i, { language, text }] of blocks.entries()) {
        if (language !== 'bash') continue;
        // The test replaces the address of the API, because its services have other addresses.
        const typed = text.replace(/^export API=.*$/m, 'sleep() { curl -sS "$SLEEPS/$1"; }');
        const next = blocks[i + 1];
        expect(await during(terminal.type(typed)), text).toEqual({
          status: 0,
          printed: next?.language === 'text' ? next.text : '',
        });
      }
    } finally {
      await terminal.close();
    }
    const met = new Set<string>();
    for (let cursor = ''; ;) {
      const { body } = await world.http('GET', `/v1/jobs?limit=100${cursor}`);
      for (const { workflow } of body.jobs as { workflow: string }[]) met.add(workflow);
      if (typeof body.nextCursor !== 'string') break;
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    // Reactions alone begin this one; the route of ad breaks calls IVS directly.
    const { insertAdBreak: _, ...others } = workflows;
    expect([...met].toSorted()).toEqual(Object.keys(others).toSorted());
  },
);

test('the tour with the client is docs/tour.ts, and prints its output', async ({ world }) => {
  expect(inLanguage('ts')).toBe(
    await readFile(new URL('../../../docs/tour.ts', import.meta.url), 'utf8'),
  );
  await buildClient();
  const slept =
    'import timers from "node:timers/promises";' +
    'import { syncBuiltinESMExports } from "node:module";' +
    'timers.setTimeout = (ms) => fetch(`${process.env.SLEEPS}/${ms / 1000}`);' +
    'syncBuiltinESMExports();';

  const { env, during } = await setting(world);
  const args = ['--import', `data:text/javascript,${encodeURIComponent(slept)}`, 'docs/tour.ts'];
  const program = spawn(process.execPath, args, {
    cwd: projectFolder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [printed, errors] = ['', ''];
  program.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  program.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));

  const [code] = await during(once(program, 'close') as Promise<[number]>);

  expect([errors, printed]).toEqual(['', printedBy('ts')]);
  expect(code).toBe(0);
});
