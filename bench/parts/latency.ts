import type { Stack } from '../../local/stack.ts';
import {
  bringOnAir,
  callIvs,
  givenChannels,
  idOf,
  msOf,
  msUntil,
  requesterOf,
  sleep,
  succeed,
} from '../load/scene.ts';
import { startSystem } from '../load/system.ts';
import type { Advance, Options } from '../parts.ts';
import type { Measured, Pair, Plot } from '../report/figures.ts';
import { groupsOf, median, quantile } from '../report/statistics.ts';

const PROMISED = { p50Ms: 25, p99Ms: 150 } as const;
const RECONNECT_MS = 1_000;
/** Two deletions and a half a second, of which each operation allows five. */
const DELETE_EVERY_MS = 400;
const ROUNDS = 5;
/** The first deletions only warm the code, as the first invocations of a function do. */
const WARMING = 10;

/** Measures the time from a Stream End on the bus to the DeleteChannel at IVS that follows. */
export async function measure({ quick }: Options, advance: Advance): Promise<Measured> {
  const count = quick ? 15 : 100;
  const total = count + WARMING;
  const stack = await startSystem([]);
  try {
    const arns = await givenChannels(stack, total);
    await bringOnAir(stack, arns, RECONNECT_MS);
    const ends = streamEnds(stack);
    const request = await requesterOf(stack);
    const directMs: number[] = [];
    // A channel that stays, for the direct calls.
    const [kept = ''] = await givenChannels(stack, 1);
    for (const [n, arn] of arns.entries()) {
      const pause = sleep(DELETE_EVERY_MS);
      await succeed(request, 'DELETE', `/v1/channels/${idOf(arn)}`);
      directMs.push(await msOf(() => callIvs(stack, 'GetChannel', { arn: kept })));
      advance(n, total);
      await pause;
    }
    await msUntil(() => deletions(stack).length >= total);
    return report(latencies(stack, ends).slice(WARMING), directMs.slice(WARMING), count);
  } finally {
    await stack.close();
  }
}

/** Notes the arrival of each Stream End on the bus, in ms since the epoch, by its channel. */
function streamEnds({ buses }: Stack): ReadonlyMap<string, readonly number[]> {
  const ends = new Map<string, number[]>();
  const [bus] = buses;
  if (!bus) throw new Error('The system has no bus.');
  buses[0] = {
    ...bus,
    deliver: (event) => {
      if ((event.detail as { event_name?: string }).event_name === 'Stream End') {
        const [arn = ''] = event.resources;
        ends.set(arn, [...(ends.get(arn) ?? []), Date.now()]);
      }
      return bus.deliver(event);
    },
  };
  return ends;
}

const deletions = ({ ivs }: Stack): { arn: string; atMs: number }[] =>
  ivs
    .requests()
    .filter(({ operation, status }) => operation === 'DeleteChannel' && status === 204)
    .map(({ channelArn = '', at }) => ({ arn: channelArn, atMs: Date.parse(at) }));

/** Returns the time from the last Stream End of each channel to its deletion, in ms. */
const latencies = (stack: Stack, ends: ReadonlyMap<string, readonly number[]>): number[] =>
  deletions(stack).flatMap(({ arn, atMs }) => {
    const end = ends.get(arn)?.findLast((endMs) => endMs <= atMs);
    return end === undefined ? [] : [atMs - end];
  });

function report(ms: readonly number[], directMs: readonly number[], count: number): Measured {
  const otherMs = median(directMs);
  const rounds = groupsOf(ms, ROUNDS);
  const figure = (part: number, name: string, atMost: number) => ({
    name: `Stream End to DeleteChannel (${name})`,
    beside: 'one direct call of IVS (p50)',
    unit: 'ms' as const,
    pairs: rounds.map((round): Pair => [quantile(round, part), otherMs]),
    whole: [quantile(ms, part), otherMs] as const,
    limit: { of: 'own', atMost } as const,
  });
  return {
    comparisons: [figure(0.5, 'p50', PROMISED.p50Ms), figure(0.99, 'p99', PROMISED.p99Ms)],
    checks: [{ name: 'a channel is deleted after its Stream End', held: ms.length, of: count }],
    plot: distribution(ms),
  };
}

const distribution = (ms: readonly number[]): Plot => ({
  title: 'Reactions that take at most this long',
  x: 'ms from Stream End to DeleteChannel',
  y: '% of the reactions',
  curves: [
    {
      name: 'reactions',
      points: ms
        .toSorted((a, b) => a - b)
        .map((one, n): Pair => [one, (100 * (n + 1)) / ms.length]),
    },
  ],
});
