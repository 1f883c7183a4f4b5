import { shardOf } from '../../lib/jobs/jobIndexes.ts';
import type { Stack } from '../../local/stack.ts';
import {
  bringOnAir,
  givenChannels,
  idOf,
  msOf,
  msUntil,
  requesterOf,
  sleep,
  succeed,
  type Request,
} from '../load/scene.ts';
import { startSystem } from '../load/system.ts';
import { openTable, withId, type StoredItem, type Table } from '../load/table.ts';
import type { Advance, Options } from '../parts.ts';
import type { Check, Measured, Pair } from '../report/figures.ts';
import { groupsOf, median } from '../report/statistics.ts';

const DUE = 100;
const PROMISED = { pageMs: 20, sweepRatio: 1.2 } as const;
const ROUNDS = 10;

/** How much there is, and how often it is measured. */
const FULL = { live: 1_000, few: 1_000, many: 100_000, walks: 10, sweeps: 20 };
const QUICK: typeof FULL = { live: 100, few: 100, many: 2_000, walks: 3, sweeps: 5 };

/** The times of sweeps, in ms, and whether each found what was due. */
interface Sweeps {
  readonly ms: number[];
  readonly check: Check;
}

/** The times of pages of both lists, in ms. */
interface Lists {
  readonly channels: number[];
  readonly streams: number[];
  readonly checks: Check[];
}

/**
 * Measures sweeps, first with few finished jobs and then with many, and after that lists, first
 * with few channels and then with many. No stream is live during the sweeps: a thousand would take
 * ten calls of ListStreams, whose quota would hide everything else.
 */
export async function measure({ quick }: Options, advance: Advance): Promise<Measured> {
  const sizes = quick ? QUICK : FULL;
  const { live, few, many } = sizes;
  const stack = await startSystem([], { schedules: false });
  const table = openTable(stack);
  const stepDone = (step: number): void => advance(step, 7);
  try {
    stepDone(0);
    const request = await requesterOf(stack);
    const templates = await givenTemplates(stack, table, request);
    // The sweep is measured alone: nobody takes up the jobs that it finds.
    stack.bus.setChaos({ drop: 1 });
    const finished = (from: number, to: number): Promise<void> =>
      table.fill(to - from, (n) => finishedJob(templates.finished, from + n));
    await finished(0, few);
    const fewJobs = await sweeps(stack, table, templates.due, sizes.sweeps);
    stepDone(1);
    const jobsMs = await msOf(() => finished(few, many));
    stepDone(2);
    const manyJobs = await sweeps(stack, table, templates.due, sizes.sweeps);
    stepDone(3);

    stack.bus.setChaos({ drop: 0 });
    stack.ivs.settings.concurrentStreamsMax = live;
    const arns = await givenChannels(stack, live);
    await bringOnAir(stack, arns);
    stepDone(4);
    await learnAll(stack, request);
    const reading = await readingOf(table, arns[0] ?? '');
    const fewChannels = await lists(request, sizes.walks, sizes.walks);
    stepDone(5);
    const readingsMs = await msOf(() =>
      table.fill(many - live, (n) => withId(reading.item, reading.id, idAt('Read', n))),
    );
    stepDone(6);
    const manyChannels = await lists(request, 1, sizes.walks);
    return report(
      { fewJobs, manyJobs, fewChannels, manyChannels },
      { live, few, many, fillMs: jobsMs + readingsMs },
    );
  } finally {
    table.close();
    await stack.close();
  }
}

const idAt = (kind: string, n: number): string => `${kind}${String(n).padStart(8, '0')}`;

interface Copied {
  readonly id: string;
  readonly item: StoredItem;
}

/** Returns a finished job, and one that fails for now and will be due again. */
async function givenTemplates(
  stack: Stack,
  table: Table,
  request: Request,
): Promise<{ finished: Copied; due: Copied }> {
  const [done = '', failing = ''] = (await givenChannels(stack, 2)).map(idOf);
  await succeed(request, 'POST', `/v1/channels/${done}/stream-key-rotations?when=now`);
  const jobOf = (id: string): Promise<StoredItem> => table.read(`channel/${id}`, 'job');
  await msUntil(async () => (await jobOf(done)).status?.S === 'succeeded');
  stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'InternalServerException' }]);
  await succeed(request, 'DELETE', `/v1/channels/${failing}`);
  await msUntil(async () => (await jobOf(failing)).duePk !== undefined);
  return {
    finished: { id: done, item: await jobOf(done) },
    due: { id: failing, item: await jobOf(failing) },
  };
}

/** Lets the background refresh learn all channels, as it does in some minutes. */
async function learnAll(stack: Stack, request: Request): Promise<void> {
  const { ivs, lambda } = stack;
  await msUntil(async () => {
    await lambda.invoke('refreshChannels', {});
    const from = ivs.requests().length;
    await walk(request, '/v1/channels');
    const asked = ivs.requests().slice(from);
    return !asked.some(({ operation }) => operation.endsWith('Channels'));
  });
  await sleep(1_000);
}

const readingOf = async (table: Table, arn: string): Promise<Copied> => ({
  id: idOf(arn),
  item: await table.read(`reading/${idOf(arn)}`, 'channel'),
});

const finishedJob = ({ id, item }: Copied, n: number): StoredItem => {
  const other = idAt('Done', n);
  return { ...withId(item, id, other), listPk: { S: `jobs#${shardOf(`channel/${other}`)}` } };
};

/** Makes jobs due that have no place in the list of jobs. */
const putDue = (table: Table, { id, item }: Copied): Promise<void> =>
  table.fill(DUE, (n) => {
    const other = idAt('Late', n);
    const { listPk: _list, listSk: _place, ...job } = withId(item, id, other);
    return {
      ...job,
      duePk: { S: `due#${shardOf(`channel/${other}`)}` },
      dueSk: { S: new Date(Date.now() - 60_000).toISOString() },
    };
  });

/** The times of pages, in ms, and how often IVS or the machine was too busy for one. */
interface Walk {
  readonly pages: number[];
  readonly refused: number;
}

/** Reads a list to its last page. A page that is refused for now is asked for again. */
async function walk(request: Request, path: string): Promise<Walk> {
  const pages: number[] = [];
  let refused = 0;
  for (let cursor = ''; ;) {
    const from = performance.now();
    const { status, body } = await request('GET', `${path}?limit=100${cursor}`);
    if (status === 429 || status === 503) {
      refused++;
      await sleep(1_000);
      continue;
    }
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    pages.push(performance.now() - from);
    if (typeof body.nextCursor !== 'string') return { pages, refused };
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

const hintsIn = ({ bus }: Stack): number =>
  bus.events().filter((event) => event['detail-type'] === 'Job Due').length;

async function sweeps(stack: Stack, table: Table, due: Copied, count: number): Promise<Sweeps> {
  const swept: { ms: number; found: number }[] = [];
  // The first one only warms the code.
  for (let n = 0; n <= count; n++) {
    await putDue(table, due);
    const hints = hintsIn(stack);
    const ms = await msOf(() => stack.lambda.invoke('sweep', {}));
    if (n > 0) swept.push({ ms, found: hintsIn(stack) - hints });
  }
  return {
    ms: swept.map(({ ms }) => ms),
    check: {
      name: `a sweep finds the ${DUE} due jobs`,
      // The job that the others are copies of becomes due as well.
      held: swept.filter(({ found }) => found >= DUE).length,
      of: count,
    },
  };
}

/** Reads both lists, each as often as told. */
async function lists(request: Request, channelWalks: number, streamWalks: number): Promise<Lists> {
  const several = async (path: string, count: number): Promise<Walk> => {
    const all: Walk[] = [];
    for (let n = 0; n < count; n++) all.push(await walk(request, path));
    return {
      pages: all.flatMap(({ pages }) => pages),
      refused: all.reduce((sum, { refused }) => sum + refused, 0),
    };
  };
  // The first list of streams is never the last: it cannot tell whether jobs have begun since.
  await several('/v1/streams', 1);
  const channels = await several('/v1/channels', channelWalks);
  const streams = await several('/v1/streams', streamWalks);
  return {
    channels: channels.pages,
    streams: streams.pages,
    checks: [channels, streams].map(({ pages, refused }, n) => ({
      name: `a page of ${n === 0 ? 'channels' : 'streams'} is answered, and not refused`,
      held: pages.length,
      of: pages.length + refused,
    })),
  };
}

interface Sides {
  readonly fewJobs: Sweeps;
  readonly manyJobs: Sweeps;
  readonly fewChannels: Lists;
  readonly manyChannels: Lists;
}

function report(
  { fewJobs, manyJobs, fewChannels, manyChannels }: Sides,
  { live, few, many, fillMs }: { live: number; few: number; many: number; fillMs: number },
): Measured {
  const p50s = (ms: readonly number[], baseMs: readonly number[]): Pair[] =>
    groupsOf(ms, ROUNDS).map((group): Pair => [median(group), median(baseMs)]);
  const [manyTold, fewTold] = [many.toLocaleString('en'), few.toLocaleString('en')];
  return {
    comparisons: [
      {
        name: `page of channels among ${manyTold} (p50)`,
        beside: `among ${live.toLocaleString('en')}`,
        unit: 'ms',
        pairs: p50s(manyChannels.channels, fewChannels.channels),
        limit: { of: 'own', atMost: PROMISED.pageMs },
      },
      {
        name: `page of ${live.toLocaleString('en')} live streams among ${manyTold} (p50)`,
        beside: `among ${live.toLocaleString('en')}`,
        unit: 'ms',
        pairs: p50s(manyChannels.streams, fewChannels.streams),
        limit: { of: 'own', atMost: PROMISED.pageMs },
      },
      {
        name: `sweep of ${DUE} due jobs among ${manyTold} finished ones`,
        beside: `among ${fewTold}`,
        unit: 'ms',
        pairs: manyJobs.ms.map((ms): Pair => [ms, median(fewJobs.ms)]),
        limit: { of: 'ratio', atMost: PROMISED.sweepRatio },
      },
    ],
    checks: [fewJobs.check, manyJobs.check, ...fewChannels.checks, ...manyChannels.checks],
    facts: {
      'seconds to fill the table': fillMs / 1_000,
      'pages of channels': manyChannels.channels.length,
    },
  };
}
