import { shardOf } from '../../lib/jobs/jobIndexes.ts';
import { STATE_NAMES, type StateName } from '../../lib/readModel/stateSources.ts';
import type { Stack } from '../../local/stack.ts';
import { callIvs, idOf, msUntil, requesterOf, succeed, type Request } from '../load/scene.ts';
import { startSystem } from '../load/system.ts';
import { openTable, withId, type StoredItem } from '../load/table.ts';
import type { Advance, Options } from '../parts.ts';
import type { Measured, Pair } from '../report/figures.ts';
import { groupsOf, median } from '../report/statistics.ts';

const PROMISED_MS = 20;
const ROUNDS = 10;
const HOUR_MS = 3_600_000;
/** The pages of each list that are read before any is measured. */
const WARMING = 40;

/** The channels in each state, all channels, and the pages that are read of each list. */
const FULL = { each: 1_000, all: 100_000, pages: 200 };
const QUICK: typeof FULL = { each: 150, all: 2_000, pages: 40 };

/** Lists the channels in each state while there are many channels in all. */
export async function measure({ quick }: Options, advance: Advance): Promise<Measured> {
  const { each, all, pages } = quick ? QUICK : FULL;
  const total = STATE_NAMES.length + 2;
  const stack = await startSystem([], { schedules: false });
  const table = openTable(stack);
  try {
    const request = await requesterOf(stack);
    const { body } = await callIvs(stack, 'CreateChannel', {
      name: 'bench',
      tags: { 'channelkeeper:rotate-every': '1h' },
    });
    const id = idOf((body.channel as { arn: string }).arn);
    await learn(stack, request);
    const reading = await table.read(`reading/${id}`, 'channel');
    const others = all - each * STATE_NAMES.length;
    await table.fill(others, (n) => withId(reading, id, idAt('Read', n)));
    advance(1, total);
    for (const state of STATE_NAMES)
      await table.fill(each, (n) => withId(reading, id, idAt(state, n)));
    for (const state of STATE_NAMES) {
      const records = Array.from({ length: each }, (_, n) => recordsOf(state, idAt(state, n), n));
      const items = records.flat();
      await table.fill(items.length, (n) => items[n] ?? {});
    }
    advance(2, total);
    // The first pages only warm the code.
    for (const state of STATE_NAMES) await pagesOf(request, state, WARMING);
    const lists = new Map<StateName, Pages>();
    for (const [n, state] of STATE_NAMES.entries()) {
      lists.set(state, await pagesOf(request, state, pages));
      advance(3 + n, total);
    }
    return report(lists, { each, all });
  } finally {
    table.close();
    await stack.close();
  }
}

/** Lets the background refresh learn the channel, so that the list does not ask IVS. */
async function learn({ ivs, lambda }: Stack, request: Request): Promise<void> {
  await msUntil(async () => {
    await lambda.invoke('refreshChannels', {});
    const from = ivs.requests().length;
    await request('GET', '/v1/channels');
    return !ivs
      .requests()
      .slice(from)
      .some(({ operation }) => operation.endsWith('Channels'));
  });
}

const idAt = (kind: string, n: number): string => `${kind}${String(n).padStart(8, '0')}`;

/** The pages that were read of the list of a state, each beside one of all channels. */
interface Pages {
  readonly ms: number[];
  readonly baseMs: number[];
  /** The time of all processors that a page took, in ms: of the system and of the caller. */
  readonly cpuMs: number[];
  readonly ids: Set<string>;
}

/** Reads the list of a state to its end, again and again, in turn with a page of all channels. */
async function pagesOf(request: Request, state: StateName, pages: number): Promise<Pages> {
  const found: Pages = { ms: [], baseMs: [], cpuMs: [], ids: new Set() };
  const read = async (query: string): Promise<Record<string, unknown>> =>
    (await succeed(request, 'GET', `/v1/channels?limit=100${query}`)).body;
  for (let cursor = ''; found.ms.length < pages;) {
    const started = performance.now();
    await read('');
    const from = performance.now();
    const cpuFrom = process.cpuUsage();
    const { channels, nextCursor } = await read(`&is=${state}${cursor}`);
    const { user, system } = process.cpuUsage(cpuFrom);
    found.ms.push(performance.now() - from);
    found.baseMs.push(from - started);
    found.cpuMs.push((user + system) / 1_000);
    for (const { arn } of channels as { arn: string }[]) found.ids.add(arn);
    cursor = typeof nextCursor === 'string' ? `&cursor=${encodeURIComponent(nextCursor)}` : '';
  }
  return found;
}

function report(
  lists: ReadonlyMap<StateName, Pages>,
  { each, all }: { each: number; all: number },
): Measured {
  const told = [...lists];
  return {
    comparisons: told.map(([state, { ms, baseMs }]) => {
      const base = groupsOf(baseMs, ROUNDS).map(median);
      return {
        name: `page of the ${state} channels among ${all.toLocaleString('en')} (p50)`,
        beside: 'a page of all channels',
        unit: 'ms',
        pairs: groupsOf(ms, ROUNDS).map((group, n): Pair => [median(group), base[n] ?? 0]),
        limit: { of: 'own', atMost: PROMISED_MS },
      };
    }),
    checks: told.map(([state, { ids }]) => ({
      name: `each ${state} channel is listed`,
      held: ids.size,
      of: each,
    })),
    facts: Object.fromEntries(
      told.map(([state, { cpuMs }]) => [
        `ms of processor time for a page of ${state} channels`,
        median(cpuMs),
      ]),
    ),
  };
}

const text = (value: string): { S: string } => ({ S: value });
const number = (value: number): { N: string } => ({ N: String(value) });

/** Returns the records that put a channel into a state, as the deployment writes them. */
function recordsOf(state: StateName, id: string, n: number): StoredItem[] {
  const since = Date.now() - 2 * HOUR_MS + n;
  const iso = new Date(since).toISOString();
  const open = (kind: string): StoredItem => ({
    pk: text(`open/${id}`),
    sk: text(`${kind}#st-${id}`),
    duePk: text(`open#${kind}`),
    dueSk: text(`${iso}#${id}`),
    since: number(since),
    detail: text('{}'),
    rank: number(2 * since),
  });
  const ofChannel = (sk: string): StoredItem => ({ pk: text(`channel/${id}`), sk: text(sk) });
  const records: Record<StateName, StoredItem[]> = {
    live: [open('stream')],
    unhealthy: [open('starvation')],
    keyless: [open('keyless')],
    suspended: [{ ...ofChannel('suspension'), duePk: text('suspension'), dueSk: text(iso) }],
    overdue: [{ ...open('overdue'), sk: text('overdue'), dueAt: number(since + HOUR_MS) }],
    stranded: [
      {
        ...ofChannel('job'),
        id: text(`channel-${id}-0123456789abcdef`),
        workflow: text('fromTheFuture'),
        status: text('running'),
        version: number(1),
        acting: { BOOL: false },
        updatedAt: number(since),
        wakeAt: number(since),
        duePk: text(`due#${shardOf(`channel/${id}`)}`),
        dueSk: text(iso),
      },
    ],
  };
  return records[state];
}
