import type { Stack } from '../../local/stack.ts';
import { startBareServer } from '../load/bareServer.ts';
import { bringOnAir, callIvs, givenChannels, idOf, msOf, refreshReads } from '../load/scene.ts';
import { startSystem } from '../load/system.ts';
import type { Advance, Options } from '../parts.ts';
import type { Measured, Pair } from '../report/figures.ts';
import { groupsOf, median } from '../report/statistics.ts';

const [CHANNELS, LIVE] = [20, 10];
const CALLERS = 200;
/** The rounds of one caller, with this many requests of each kind. */
const [ROUNDS, REQUESTS] = [10, 20];
/** The rounds into which the time of many callers is divided. */
const WINDOWS = 10;

/** A request; `n` chooses among several addresses. */
type Read = (n: number) => Promise<number>;

/** Reads channels, streams and lists, by one caller and by many at once. */
export async function measure({ quick }: Options, advance: Advance): Promise<Measured> {
  const [seconds, bareSeconds] = quick ? [4, 1] : [30, 5];
  const total = seconds + bareSeconds + 25;
  const stack = await startSystem([]);
  const bare = await startBareServer();
  try {
    const arns = await givenChannels(stack, CHANNELS);
    await bringOnAir(stack, arns.slice(0, LIVE));
    advance(5, total);
    await refreshReads(stack);
    advance(15, total);

    const read = await readerOf(stack, arns.map(idOf));
    const bareRead: Read = async () => {
      const response = await fetch(bare.url);
      await response.arrayBuffer();
      return response.status;
    };
    const alone = await oneCaller(stack, { read, bareRead, arn: arns[0] ?? '' });
    advance(25, total);

    const from = stack.ivs.requests().length;
    const many = await manyCallers(read, seconds, (second) => advance(25 + second, total));
    const calls = stack.ivs.requests().slice(from);
    const bareMany = await manyCallers(bareRead, bareSeconds, (second) =>
      advance(25 + seconds + second, total),
    );
    const baseMs = median(bareMany.msPerAnswer);
    return {
      comparisons: [
        {
          name: 'read by one caller (p50)',
          beside: 'one direct call of IVS',
          unit: 'ms',
          pairs: alone.map(({ readMs, ivsMs }) => [readMs, ivsMs]),
        },
        {
          name: 'read by one caller (p50)',
          beside: 'one answer of a bare server',
          unit: 'ms',
          pairs: alone.map(({ readMs, bareMs }) => [readMs, bareMs]),
        },
        {
          name: `time per answer to ${CALLERS} callers`,
          beside: 'that of a bare server',
          unit: 'ms',
          pairs: many.msPerAnswer.map((ms): Pair => [ms, baseMs]),
        },
        {
          name: `read among ${CALLERS} callers (p50)`,
          beside: 'an answer of a bare server to as many',
          unit: 'ms',
          pairs: many.p50Ms.map((ms): Pair => [ms, median(bareMany.p50Ms)]),
        },
      ],
      checks: [
        {
          name: 'an answer has the status 200',
          held: many.statuses.get(200) ?? 0,
          of: [...many.statuses.values()].reduce((sum, count) => sum + count, 0),
        },
      ],
      facts: {
        'answers a second': 1_000 / median(many.msPerAnswer),
        'calls of IVS a second': calls.length / seconds,
        'calls of IVS refused with 429': calls.filter(({ status }) => status === 429).length,
      },
    };
  } finally {
    bare.close();
    await stack.close();
  }
}

/** Returns a reader of lists, channels and live streams, in turn. */
async function readerOf({ url, issuer }: Stack, ids: readonly string[]): Promise<Read> {
  const token = await issuer.mint({ subject: 'bench' });
  const headers = { authorization: `Bearer ${token}` };
  const paths = (n: number): string =>
    [
      '/v1/channels',
      '/v1/streams',
      `/v1/channels/${ids[n % CHANNELS]}`,
      `/v1/channels/${ids[n % LIVE]}/stream`,
    ][n % 4] ?? '';
  return async (n) => {
    const response = await fetch(`${url}${paths(n)}`, { headers });
    await response.arrayBuffer();
    return response.status;
  };
}

/** Compares the answers to one caller with direct calls of IVS and with a bare server. */
async function oneCaller(
  stack: Stack,
  { read, bareRead, arn }: { read: Read; bareRead: Read; arn: string },
): Promise<{ readMs: number; ivsMs: number; bareMs: number }[]> {
  const p50 = async (work: (n: number) => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < REQUESTS; n++) times.push(await msOf(() => work(n)));
    return median(times);
  };
  const rounds: { readMs: number; ivsMs: number; bareMs: number }[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const readMs = await p50(read);
    // The quota would refuse most direct calls.
    stack.ivs.settings.throttling = false;
    const ivsMs = await p50(() => callIvs(stack, 'GetChannel', { arn }));
    stack.ivs.settings.throttling = true;
    const bareMs = await p50(bareRead);
    // The first round warms all three.
    if (round >= 0) rounds.push({ readMs, ivsMs, bareMs });
  }
  return rounds;
}

/** Lets many callers make one request after another for some time. */
async function manyCallers(
  request: Read,
  seconds: number,
  onSecond: (second: number) => void,
): Promise<{ msPerAnswer: number[]; p50Ms: number[]; statuses: Map<number, number> }> {
  const answers: { atMs: number; ms: number }[] = [];
  const statuses = new Map<number, number>();
  const from = performance.now();
  const until = from + seconds * 1_000;
  let second = 0;
  const ticking = setInterval(() => onSecond(++second), 1_000);
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      for (let n = caller; performance.now() < until; n++) {
        const sinceMs = performance.now();
        const status = await request(n);
        answers.push({ atMs: performance.now(), ms: performance.now() - sinceMs });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  clearInterval(ticking);
  const groups = groupsOf(answers, WINDOWS).filter((group) => group.length > 1);
  return {
    msPerAnswer: groups.map(
      (group) => ((group.at(-1)?.atMs ?? 0) - (group[0]?.atMs ?? 0)) / (group.length - 1),
    ),
    p50Ms: groups.map((group) => median(group.map(({ ms }) => ms))),
    statuses,
  };
}
