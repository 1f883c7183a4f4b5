import type { Stack } from '../../local/stack.ts';
import {
  bringOnAir,
  callIvs,
  callsSince,
  givenChannels,
  idOf,
  msUntil,
  requesterOf,
  sleep,
  succeed,
} from '../load/scene.ts';
import { startSystem } from '../load/system.ts';
import type { Advance, Options } from '../parts.ts';
import type { Comparison, Curve, Measured, Pair } from '../report/figures.ts';

/** The time that an encoder takes to come back, in ms. */
const RECONNECT_MS = 1_000;
/** The calls a second that IVS allows of each operation that a deletion or a suspension makes. */
const CALLS_PER_SECOND = 5;
/** Two calls with 20 viewer sessions each, and ten with one, a second (IVS, Service Quotas). */
const PAIRS_PER_SECOND = 50;
const SUSPENDED = 60;
/** The promised times of whole runs, in s: the quotas, and a little more to begin and to end. */
const PROMISED_S = {
  deletions: 22,
  deletionsOfFixedShare: 27,
  suspensions: 20,
  viewerSessions: 21.5,
} as const;
/** The calls a second of the foreign program. */
const FOREIGN_PER_SECOND = 2;

interface Scenario {
  readonly name: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly measure: (stack: Stack) => Promise<Measured>;
}

/** Measures how close jobs come to the quotas of IVS, in real time. */
export async function measure({ quick, long }: Options, advance: Advance): Promise<Measured> {
  const [channels, pairs] = quick ? [15, 200] : [100, 1_000];
  const fixed = { LANE_SHARE_MAX: '0.8' };
  const promised: Partial<typeof PROMISED_S> = quick ? {} : PROMISED_S;
  const scenarios: Scenario[] = [
    {
      name: 'adaptive share',
      measure: (stack) => deletions(stack, { count: channels, goneS: promised.deletions }),
    },
    {
      name: 'fixed share of 0.8',
      environment: fixed,
      measure: (stack) =>
        deletions(stack, { count: channels, goneS: promised.deletionsOfFixedShare }),
    },
    {
      name: 'beside suspensions',
      measure: (stack) =>
        deletions(stack, {
          count: channels,
          suspended: quick ? 10 : SUSPENDED,
          darkS: promised.suspensions,
        }),
    },
    {
      name: 'alone',
      measure: (stack) => revocations(stack, pairs, false, promised.viewerSessions),
    },
    { name: 'beside a foreign caller', measure: (stack) => revocations(stack, pairs, true) },
    ...(long
      ? [{ name: 'alone', measure: (stack: Stack) => revocations(stack, 10_000, false) }]
      : []),
  ];
  const results: Measured[] = [];
  for (const [n, scenario] of scenarios.entries()) {
    advance(n, scenarios.length);
    const stack = await startSystem([], { environment: scenario.environment ?? {} });
    try {
      results.push(named(scenario.name, await scenario.measure(stack)));
    } finally {
      await stack.close();
    }
  }
  const curves = results.flatMap(({ plot }) => plot?.curves ?? []);
  return {
    comparisons: results.flatMap(({ comparisons }) => comparisons),
    facts: Object.assign({}, ...results.map(({ facts }) => facts)) as Record<string, number>,
    plot: {
      title: `Live channels that are deleted, of ${channels} at once`,
      x: 'seconds',
      y: 'channels',
      curves: [
        ...curves,
        {
          name: 'the quota',
          points: [
            [0, 0],
            [channels / CALLS_PER_SECOND, channels],
          ],
        },
      ],
    },
  };
}

/** Adds the name of a scenario to all its results. */
const named = (name: string, { comparisons, facts = {}, plot }: Measured): Measured => ({
  comparisons: comparisons.map((one): Comparison => ({ ...one, name: `${one.name}, ${name}` })),
  facts: Object.fromEntries(
    Object.entries(facts).map(([fact, value]) => [`${fact}, ${name}`, value]),
  ),
  ...(plot && {
    plot: { ...plot, curves: plot.curves.map((curve): Curve => ({ ...curve, name })) },
  }),
});

const quotaOf = (
  name: string,
  seconds: number,
  least: number,
  atMost: number | undefined,
): Comparison => ({
  name,
  beside: 'the least time that the quotas allow',
  unit: 's',
  pairs: [[seconds, least]],
  ...(atMost !== undefined && { limit: { of: 'own', atMost } }),
});

interface Deletions {
  readonly count: number;
  readonly suspended?: number;
  /** The promised times until all are gone, and dark, in s. */
  readonly goneS?: number | undefined;
  readonly darkS?: number | undefined;
}

/** Deletes live channels at once, and suspends others in the middle of that. */
async function deletions(
  stack: Stack,
  { count, suspended = 0, goneS, darkS }: Deletions,
): Promise<Measured> {
  const all = await givenChannels(stack, count + suspended);
  await bringOnAir(stack, all, RECONNECT_MS);
  const [toDelete, toSuspend] = [all.slice(0, count), all.slice(count)];
  const request = await requesterOf(stack);
  const from = stack.ivs.requests().length;
  const gone = (): string[] =>
    stack.ivs
      .requests()
      .filter(({ operation, status }) => operation === 'DeleteChannel' && status === 204)
      .map(({ at }) => at);
  const sinceMs = Date.now();
  const deleting = Promise.all(
    toDelete.map((arn) => succeed(request, 'DELETE', `/v1/channels/${idOf(arn)}`)),
  );
  const allGone = msUntil(() => gone().length >= count);
  const dark = suspended > 0 ? suspend(stack, request, toSuspend) : undefined;
  await deleting;
  const [goneMs, darkMs] = [await allGone, await dark];
  const points = gone().map((at, n): Pair => [(Date.parse(at) - sinceMs) / 1_000, n + 1]);
  const comparisons = [
    quotaOf(`${count} live deletions`, goneMs / 1_000, count / CALLS_PER_SECOND, goneS),
    ...(darkMs === undefined
      ? []
      : [
          quotaOf(
            `${suspended} suspensions until all are dark`,
            darkMs / 1_000,
            suspended / CALLS_PER_SECOND,
            darkS,
          ),
        ]),
  ];
  return {
    comparisons,
    facts: factsOf(callsSince(stack, from)),
    plot: { title: '', x: '', y: '', curves: [{ name: '', points: [[0, 0], ...points] }] },
  };
}

const factsOf = ({ calls, throttled }: { calls: number; throttled: number }) => ({
  'calls of IVS': calls,
  'of which refused with 429': throttled,
});

async function suspend(
  { ivs }: Stack,
  request: Awaited<ReturnType<typeof requesterOf>>,
  arns: readonly string[],
): Promise<number> {
  await sleep(2_000);
  const dark = msUntil(() => arns.every((arn) => !ivs.isLive(arn)));
  await Promise.all(
    arns.map((arn) => succeed(request, 'POST', `/v1/channels/${idOf(arn)}/suspension`)),
  );
  return dark;
}

/** Revokes viewer sessions, alone or beside a program that calls the same operation. */
async function revocations(
  stack: Stack,
  pairs: number,
  foreign: boolean,
  withinS?: number,
): Promise<Measured> {
  const [arn = ''] = await givenChannels(stack, 1);
  await bringOnAir(stack, [arn], RECONNECT_MS);
  const request = await requesterOf(stack);
  const from = stack.ivs.requests().length;
  const strange = { made: 0, refused: 0, isOver: !foreign };
  const stranger = (async () => {
    while (!strange.isOver) {
      strange.made++;
      const { status } = await callIvs(stack, 'StartViewerSessionRevocation', {
        channelArn: arn,
        viewerId: `stranger-${strange.made}`,
      });
      if (status === 429) strange.refused++;
      await sleep(1_000 / FOREIGN_PER_SECOND);
    }
  })();
  const sinceMs = performance.now();
  const { body } = await succeed(request, 'POST', '/v1/viewer-session-revocations', {
    body: {
      viewerSessions: Array.from({ length: pairs }, (_, n) => ({
        channelId: idOf(arn),
        viewerId: `viewer-${n}`,
      })),
      viewerSessionVersionsLessThanOrEqualTo: 1,
    },
  });
  const { id } = body.job as { id: string };
  await msUntil(async () => {
    await sleep(200);
    const { job } = (await succeed(request, 'GET', `/v1/jobs/${id}`)).body;
    return (job as { status: string }).status === 'succeeded';
  });
  const tookMs = performance.now() - sinceMs;
  strange.isOver = true;
  await stranger;
  return {
    comparisons: [
      quotaOf(
        `${pairs} viewer sessions revoked`,
        tookMs / 1_000,
        pairs / PAIRS_PER_SECOND,
        withinS,
      ),
    ],
    facts: {
      ...factsOf(callsSince(stack, from)),
      ...(foreign && { 'foreign calls': strange.made, 'foreign calls refused': strange.refused }),
    },
  };
}
