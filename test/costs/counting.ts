import type { Count, HourCount } from '../../scripts/cost/counts.ts';
import type { Call } from '../invocations.ts';
import type { World } from '../world.ts';
import { Meter, storedIn, type StoreRequest } from './meter.ts';

/** The functions that a schedule runs. What they do without work is counted by the hour. */
const HOURLY = ['renewViewerBans'] as const;
const SCHEDULED = new Set<string>([
  'sweep',
  'closeLostEnds',
  'runTimedReactions',
  'refreshChannels',
  'rotateStreamKeys',
  'measure',
  ...HOURLY,
]);
const HTTP = new Set([
  'queries',
  'commands',
  'resources',
  'streamKeys',
  'deadLetters',
  'reactions',
  'keys',
  'operations',
  'viewers',
  'playbackTokens',
]);

const isWrite = ({ operation }: StoreRequest): boolean => /^(?:Put|Update|Delete)/.test(operation);

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

/** Returns how often each word occurs, in the order of the words. */
const tally = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words.toSorted()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

/** Returns the number of events in calls of PutEvents; each is billed by itself. */
const eventsIn = (calls: readonly Call[]): number =>
  sum(calls, ({ service, input }) =>
    service === 'events' ? ((input.Entries as unknown[] | undefined)?.length ?? 0) : 0,
  );

const storeCounts = (requests: readonly StoreRequest[]) => ({
  writes: requests.filter(isWrite).length,
  writeUnits: sum(requests, ({ writeUnits }) => writeUnits),
  indexWriteUnits: sum(requests, ({ indexWriteUnits }) => indexWriteUnits),
  reads: requests.filter((request) => !isWrite(request)).length,
  readUnits: sum(requests, ({ readUnits }) => readUnits),
});

/**
 * Does some work and lets it end, and counts what all functions did for it. Schedules count only
 * when they are named, because most of what they do would have been done without the work.
 */
export async function countOf(
  world: World,
  meter: Meter,
  work: () => Promise<unknown>,
  scheduled: readonly string[] = [],
): Promise<Omit<Count, 'title' | 'steps'>> {
  await world.settle();
  const from = [world.calls.length, world.endedInvocations.length, meter.requests.length] as const;
  const before = await storedIn(world);
  await work();
  await world.settle();
  const counts = (name: string | undefined): boolean =>
    name !== undefined && (!SCHEDULED.has(name) || scheduled.includes(name));
  const calls = world.calls.slice(from[0]).filter(({ functionName }) => counts(functionName));
  const ended = world.endedInvocations
    .slice(from[1])
    .filter(({ functionName }) => counts(functionName));
  const requests = meter.requests.slice(from[2]).filter(({ functionName }) => counts(functionName));
  const after = await storedIn(world);
  return {
    requests: ended.filter(({ functionName }) => HTTP.has(functionName)).length,
    invocations: tally(ended.map(({ functionName }) => functionName)),
    waitedMs: sum(ended, ({ tookMs }) => tookMs),
    store: storeCounts(requests),
    events: eventsIn(calls),
    putEvents: calls.filter(({ service }) => service === 'events').length,
    ivs: tally(calls.filter(({ service }) => service === 'ivs').map(({ operation }) => operation)),
    stored: {
      lastingBytes: after.lastingBytes - before.lastingBytes,
      byteDays: Math.max(0, Math.round(after.byteDays - before.byteDays)),
    },
  };
}

/**
 * Tells the two laps of a refresh apart, which grow differently with the number of channels: each
 * run lists some pages, and then queries the list of the channels that it reads again.
 */
function partsOf(requests: readonly StoreRequest[]): string[] {
  let lap = 'list';
  return requests.map(({ functionName, operation, pk }) => {
    if (functionName !== 'refreshChannels') return functionName;
    if (operation === 'Get' && pk === 'reading/#channels') lap = 'list';
    else if (operation === 'Query') lap = 'read';
    return `refreshChannels (${lap})`;
  });
}

/** The time that is counted: four laps of a refresh, and as many checks of the open states. */
const COUNTED_MS = 20 * 60_000;
const COUNTS_AN_HOUR = 3_600_000 / COUNTED_MS;

/**
 * Lets time pass in which only schedules run, and returns what they do in an hour, by function.
 * Those that run once an hour are run by themselves.
 */
export async function hourOf(world: World, meter: Meter): Promise<HourCount> {
  const regular = await passing(world, meter, () => world.advance(COUNTED_MS));
  const hour = Object.fromEntries(
    Object.entries(regular).map(([part, count]) => [part, times(count, COUNTS_AN_HOUR)]),
  );
  for (const name of HOURLY) {
    const { [name]: count } = await passing(world, meter, () => world.invoke(name));
    if (!count) throw new Error(`The function ${name} has not run.`);
    hour[name] = count;
  }
  return hour;
}

/** Returns a count with all of its numbers multiplied. */
function times<Value>(value: Value, factor: number): Value {
  if (typeof value === 'number') return (value * factor) as Value;
  return Object.fromEntries(
    Object.entries(value as object).map(([name, part]) => [name, times(part, factor)]),
  ) as Value;
}

async function passing(
  world: World,
  meter: Meter,
  time: () => Promise<unknown>,
): Promise<HourCount> {
  await world.settle();
  const from = [world.calls.length, world.endedInvocations.length, meter.requests.length] as const;
  await time();
  const calls = world.calls.slice(from[0]);
  const ended = world.endedInvocations.slice(from[1]);
  const requests = meter.requests.slice(from[2]);
  const parts = partsOf(requests);
  const hour: HourCount = {};
  for (const part of [...new Set([...SCHEDULED, ...parts])].toSorted()) {
    const isOwn = ({ functionName }: { functionName?: string | undefined }): boolean =>
      functionName === part;
    const ownCalls = calls.filter(isOwn);
    const runs = ended.filter(isOwn);
    const own = requests.filter((_, at) => parts[at] === part);
    if (runs.length + own.length === 0) continue;
    hour[part] = {
      runs: runs.length,
      waitedMs: sum(runs, ({ tookMs }) => tookMs),
      store: storeCounts(own),
      events: eventsIn(ownCalls),
      ivs: tally(
        ownCalls.filter(({ service }) => service === 'ivs').map(({ operation }) => operation),
      ),
    };
  }
  return hour;
}
