import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectFolder } from '../../../local/build.ts';
import { buildClient } from '../../../local/buildClient.ts';
import { systemClock } from '../../../local/clock.ts';
import { World } from '../../world.ts';

// docs/tour.md, as somebody would follow it. Its programs sleep in the time of the world: whoever sleeps asks for it, and waits until it has passed.

const page = await readFile(new URL('../../../docs/tour.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({ language, text }));
const inLanguage = (language: string): string => blocks.flatMap((block) => (block.language === language ? [block.text] : [])).join('\n');
/** What the blocks of a language print, by the page. */
const printedBy = (language: string): string =>
  blocks.flatMap(({ language: shown, text }, i) => (shown === 'text' && blocks[i - 1]?.language === language ? [text] : [])).join('');

let world: World;
let folder: string;
let sleeping: { ms: number; answer: ServerResponse }[];
let sleeps: Server;
beforeEach(async () => {
  // The programs sign tokens by the clock of the machine.
  world = await World.open({ now: systemClock.now(), settings: { localAddresses: true } });
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-tour-'));
  sleeping = [];
  sleeps = createServer(({ url = '' }, answer) => sleeping.push({ ms: Number(url.slice(1)) * 1_000, answer })).listen(0, '127.0.0.1');
  await once(sleeps, 'listening');
});
afterEach(async () => {
  sleeps.closeAllConnections();
  sleeps.close();
  await rm(folder, { recursive: true });
  await world.close();
});

async function follow(command: string, args: string[]): Promise<{ code: number; printed: string; errors: string }> {
  const SLEEPS = `http://127.0.0.1:${(sleeps.address() as AddressInfo).port}`;
  const { url, ivs, issuer } = world.stack;
  const env = { PATH: process.env.PATH, TOKEN: await issuer.mint(), LOCAL: `${ivs.url}/_local`, API_URL: url, API: `${url}/v1`, SLEEPS };
  const program = spawn(command, args, { cwd: command === 'bash' ? folder : projectFolder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [printed, errors] = ['', ''];
  program.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  program.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = await world.during(once(program, 'close') as Promise<[number]>, 'the end of the tour', async () => {
    const next = sleeping.shift();
    if (!next) return;
    await world.advance(next.ms);
    next.answer.end();
  });
  return { code, printed, errors };
}

const lacking = ['bash', 'curl', 'jq', 'openssl'].filter((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).error);
test.skipIf(lacking.length > 0)(`the tour in curl prints what it says${lacking.length > 0 ? ` (skipped: there is no ${lacking.join(', no ')})` : ''}`, async () => {
  // Where the services are, the test knows better.
  const script = inLanguage('bash').replace(/^export API=.*$/m, 'sleep() { curl -sS "$SLEEPS/$1"; }');

  const { code, printed, errors } = await follow('bash', ['-euc', script]);

  expect([errors, printed]).toEqual(['', printedBy('bash')]);
  expect(code).toBe(0);
});

test('the tour with the client is docs/tour.ts, and prints what it says', async () => {
  expect(inLanguage('ts')).toBe(await readFile(new URL('../../../docs/tour.ts', import.meta.url), 'utf8'));
  await buildClient();
  const slept =
    'import timers from "node:timers/promises"; import { syncBuiltinESMExports } from "node:module"; ' +
    'timers.setTimeout = (ms) => fetch(`${process.env.SLEEPS}/${ms / 1000}`); syncBuiltinESMExports();';

  const { code, printed, errors } = await follow(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(slept)}`, 'docs/tour.ts']);

  expect([errors, printed]).toEqual(['', printedBy('ts')]);
  expect(code).toBe(0);
});
