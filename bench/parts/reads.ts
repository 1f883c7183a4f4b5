/**
 * `npm run bench:reads`: many callers read channels, lists and streams for some time, in real time,
 * with the whole system in this process. It prints the answers a second, their median time beside
 * that of one direct call of IVS, and the calls that IVS got. `--json` prints the figures for a
 * program.
 */
import { argumentsOf } from '../local/arguments.ts';
import { startSystem } from './load/system.ts';

const values = argumentsOf(
  'Usage: npm run bench:reads -- [--callers 200] [--seconds 30] [--json]',
  {
    callers: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  },
);
const [callers, seconds] = [Number(values.callers), Number(values.seconds)];
const CHANNELS = 20;
const LIVE = 10;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const median = (times: readonly number[]): number =>
  Number((times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0).toFixed(1));

const stack = await startSystem([]);
try {
  const { ivs, url, issuer, lambda } = stack;
  ivs.settings.throttling = false;
  const ask = (operation: string, input: unknown): Promise<Response> =>
    fetch(`${ivs.url}/${operation}`, { method: 'POST', body: JSON.stringify(input) });
  const ids: string[] = [];
  for (let n = 0; n < CHANNELS; n++) {
    const made = await ask('CreateChannel', { name: `bench-${n}` });
    const { arn } = ((await made.json()) as { channel: { arn: string } }).channel;
    ids.push(arn.slice(arn.lastIndexOf('/') + 1));
    if (n < LIVE) ivs.connectEncoder({ channelArn: arn });
  }
  ivs.settings.throttling = true;
  await sleep(12_000);
  // The schedule would do this within a minute.
  lambda.invokeAsync('refreshChannels', {});
  await sleep(3_000);

  const token = await issuer.mint({ subject: 'bench' });
  const get = async (path: string): Promise<number> => {
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await response.arrayBuffer();
    return response.status;
  };
  const pathOf = (n: number): string =>
    [
      '/v1/channels',
      '/v1/streams',
      `/v1/channels/${ids[n % CHANNELS]}`,
      `/v1/channels/${ids[n % LIVE]}/stream`,
    ][n % 4] ?? '';

  const direct: number[] = [];
  for (let n = 0; n < 20; n++) {
    const from = performance.now();
    await (await ask('GetChannel', { arn: `${ids[0]}` })).arrayBuffer();
    direct.push(performance.now() - from);
    await sleep(250);
  }
  const alone: number[] = [];
  for (let n = 0; n < 100; n++) {
    const from = performance.now();
    await get(pathOf(n));
    alone.push(performance.now() - from);
  }

  const statuses: Record<string, number> = {};
  const from = ivs.requests().length;
  const until = performance.now() + seconds * 1_000;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let n = caller; performance.now() < until; n++) {
        const status = await get(pathOf(n));
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  const calls: Record<string, number> = {};
  for (const { operation } of ivs.requests().slice(from))
    calls[operation] = (calls[operation] ?? 0) + 1;
  const answers = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const report = {
    callers,
    seconds,
    statuses,
    answersPerSecond: Math.round(answers / seconds),
    medianMsAlone: median(alone),
    medianMsOfDirectCall: median(direct),
    ivsCalls: calls,
  };
  console.log(JSON.stringify(report, null, values.json ? 0 : 2));
} finally {
  await stack.close();
}
