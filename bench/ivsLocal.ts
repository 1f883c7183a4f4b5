/**
 * `npm run bench:ivs-local`: measures how fast and how large ivs-local is, and whether its throttle
 * is exact. Ends with 1 when a figure exceeds its promised limit; `--json` prints the figures for a
 * program.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argumentsOf } from '../local/arguments.ts';
import { besideBare, type BesideBare } from './load/besideBare.ts';

const PROMISED = { listMs: 20, memoryMb: 300, getChannelShare: 0.4 } as const;

const values = argumentsOf(
  'Usage: npm run bench:ivs-local -- [--channels 5000] [--streams 100] [--json]',
  {
    channels: { type: 'string', default: '5000' },
    streams: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
);
const [channelCount, streamCount] = [Number(values.channels), Number(values.streams)];

interface Latencies {
  calls: number;
  medianMs: number;
  p99Ms: number;
}

const folder = mkdtempSync(join(tmpdir(), 'ivs-local-bench-'));
const seedFile = join(folder, 'seed.json');
writeFileSync(
  seedFile,
  JSON.stringify({
    channels: Array.from({ length: channelCount }, (_, index) => ({ name: `channel-${index}` })),
  }),
);
const options = [
  '--port',
  '0',
  '--no-rtmp',
  '--state',
  join(folder, 'state'),
  '--seed-file',
  seedFile,
];
const child = spawn(process.execPath, ['local/ivs/main.ts', ...options], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const startedMs = performance.now();
  const url = await readyUrl(child);
  const readyMs = Math.round(performance.now() - startedMs);
  await control(url, 'settings', { throttling: false });
  const arns = await listAll(url);
  for (const channelArn of arns.slice(0, streamCount))
    await control(
      url,
      'encoders',
      { channelArn, media: { width: 1_920, height: 1_080, bitrateBps: 6_000_000 } },
      'POST',
    );
  await control(url, 'clock', { advanceMs: 7_000 });
  const live = ((await call(url, 'ListStreams')) as { streams: unknown[] }).streams.length;
  const listChannels = await latencies(url, 'ListChannels', 200);
  const lastPages = await latencies(url, 'ListChannels', 50, await lastToken(url));
  const listStreams = await latencies(url, 'ListStreams', 200);
  const memoryMb = Math.round(
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) /
      1_024,
  );
  const getChannel = await besideBare(
    url,
    'GetChannel',
    { arn: arns[0] ?? '' },
    PROMISED.getChannelShare,
  );
  await control(url, 'settings', { throttling: true });
  const throttle = await throttled(url, arns[0] ?? '');
  const figures = {
    channels: arns.length,
    live,
    readyMs,
    listChannels,
    lastPages,
    listStreams,
    memoryMb,
    getChannel,
    throttle,
  };
  const fast = [listChannels, lastPages, listStreams].every(
    ({ medianMs }) => medianMs < PROMISED.listMs,
  );
  const kept =
    fast &&
    memoryMb < PROMISED.memoryMb &&
    getChannel.share >= PROMISED.getChannelShare &&
    throttle.accepted === throttle.expected &&
    live === Math.min(streamCount, arns.length);
  if (values.json) process.stdout.write(`${JSON.stringify({ ...figures, kept })}\n`);
  else print(figures, kept);
  process.exitCode = kept ? 0 : 1;
} finally {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

function readyUrl({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    stdout?.once('data', (text: Buffer) =>
      resolve(/http:\/\/127\.0\.0\.1:\d+/.exec(text.toString())?.[0] ?? ''),
    );
    child.once('close', () => reject(new Error('ivs-local ended')));
  });
}

async function call(url: string, operation: string, input: object = {}): Promise<object> {
  const response = await fetch(`${url}/${operation}`, {
    method: 'POST',
    body: JSON.stringify(input),
  });
  return (await response.json()) as object;
}

async function control(
  url: string,
  path: string,
  body: object,
  method: 'PUT' | 'POST' = 'PUT',
): Promise<void> {
  const response = await fetch(`${url}/_local/${path}`, { method, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  await response.arrayBuffer();
}

async function* pages(
  url: string,
): AsyncGenerator<{ arns: string[]; nextToken: string | undefined }> {
  for (let nextToken: string | undefined; ;) {
    const page = (await call(url, 'ListChannels', { nextToken })) as {
      channels: { arn: string }[];
      nextToken?: string;
    };
    yield { arns: page.channels.map(({ arn }) => arn), nextToken };
    if (page.nextToken === undefined) return;
    ({ nextToken } = page);
  }
}

async function listAll(url: string): Promise<string[]> {
  const arns: string[] = [];
  for await (const page of pages(url)) arns.push(...page.arns);
  return arns;
}

async function lastToken(url: string): Promise<string | undefined> {
  let last: string | undefined;
  for await (const page of pages(url)) last = page.nextToken;
  return last;
}

async function latencies(
  url: string,
  operation: string,
  calls: number,
  nextToken?: string,
): Promise<Latencies> {
  const taken: number[] = [];
  for (let count = 0; count < calls; count++) {
    const sinceMs = performance.now();
    await call(url, operation, { nextToken });
    taken.push(performance.now() - sinceMs);
  }
  taken.sort((a, b) => a - b);
  const at = (share: number): number =>
    Number((taken[Math.floor(taken.length * share)] ?? 0).toFixed(2));
  return { calls, medianMs: at(0.5), p99Ms: at(0.99) };
}

/**
 * Makes as many calls as possible within ten seconds of a clock that moves by hundredths of a
 * second. Five calls a second are allowed, with a burst of five.
 */
async function throttled(url: string, arn: string): Promise<Figures['throttle']> {
  const [seconds, rate] = [10, 5];
  let [calls, accepted] = [0, 0];
  await control(url, 'clock', { frozen: true });
  for (let hundredths = 0; hundredths <= seconds * 100; hundredths += 5) {
    for (let attempt = 0; attempt < (hundredths === 0 ? 2 * rate : 2); attempt++) {
      const response = await fetch(`${url}/GetChannel`, {
        method: 'POST',
        body: JSON.stringify({ arn }),
      });
      await response.arrayBuffer();
      calls += 1;
      if (response.ok) accepted += 1;
    }
    await control(url, 'clock', { advanceMs: 50 });
  }
  return { seconds, calls, accepted, expected: rate + rate * seconds };
}

interface Figures {
  channels: number;
  live: number;
  readyMs: number;
  listChannels: Latencies;
  lastPages: Latencies;
  listStreams: Latencies;
  memoryMb: number;
  getChannel: BesideBare;
  throttle: { seconds: number; calls: number; accepted: number; expected: number };
}

function print(
  { channels, live, readyMs, memoryMb, getChannel, throttle, ...lists }: Figures,
  kept: boolean,
): void {
  console.log(`${channels} channels, ${live} live streams; ready after ${readyMs} ms`);
  for (const [name, { calls, medianMs, p99Ms }] of Object.entries(lists)) {
    console.log(
      `${name}: median ${medianMs} ms, p99 ${p99Ms} ms of ${calls} pages (promised: under ` +
        `${PROMISED.listMs} ms)`,
    );
  }
  console.log(`memory: ${memoryMb} MB (promised: under ${PROMISED.memoryMb} MB)`);
  console.log(
    `GetChannel: ${getChannel.perSecond} a second on ${getChannel.connections} connections, ` +
      `${getChannel.share} of the ${getChannel.barePerSecond} of a bare server (promised: at ` +
      `least ${PROMISED.getChannelShare})`,
  );
  console.log(
    `throttle: ${throttle.accepted} of ${throttle.calls} calls in ${throttle.seconds} s ` +
      `accepted (exact: ${throttle.expected})`,
  );
  console.log(kept ? 'every promise is kept' : 'a promise is broken');
}
