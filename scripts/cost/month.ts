import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Count, Counts, Hour, ScheduleCount, StoreCount } from './counts.ts';

const PRICES_PATH = fileURLToPath(new URL('prices.json', import.meta.url));

/** The price of a thing: so many dollars for so many of it. */
export interface Price {
  unit: string;
  usd: number;
  per: number;
  /** The page of AWS that states the price, and the page on which the number was read, if any. */
  source: string;
  seen: string | null;
}
export type PriceName =
  | 'httpRequests'
  | 'lambdaRequests'
  | 'lambdaGbSeconds'
  | 'writeUnits'
  | 'readUnits'
  | 'storage'
  | 'backup'
  | 'events'
  | 'queueRequests'
  | 'logIngestion'
  | 'logStorage'
  | 'alarmMetrics'
  | 'customMetrics'
  | 'stateTransitions'
  | 'durableOperations'
  | 'durableData';
export interface Prices {
  region: string;
  date: string;
  note: string;
  prices: Record<PriceName, Price>;
}

export const readPrices = (): Prices => JSON.parse(readFileSync(PRICES_PATH, 'utf8')) as Prices;

/** A month as AWS's calculator has it, in hours and in days. */
export const HOURS = 730;
export const DAYS = HOURS / 24;

/**
 * Everything that is not counted. Times of calls are typical ones of AWS inside a region; the time
 * for which a function waits for a slot or for IVS is counted on the simulated clock.
 */
export const ASSUMED = {
  /** The memory of every function, in GB (`memorySize` of serverless.yml). */
  memoryGb: 0.5,
  /** The time of an invocation apart from its calls, in ms. */
  ownMs: 10,
  /** The times of a call, in ms. Calls that run at once are taken as one after another. */
  storeMs: 5,
  putEventsMs: 20,
  ivsMs: 60,
  /** The log data of an invocation, START, END and REPORT included, in bytes. */
  logBytes: 1_000,
  /** The line of the access log about a request, in bytes. */
  accessLogBytes: 400,
  /** How long logs are kept, in months (`logRetentionInDays`). */
  logMonths: 1,
  /**
   * Requests of Lambda to the queue of dead letters: five pollers, each of which waits for 20 s.
   */
  queueRequestsAnHour: 5 * 180,
  /** Metrics that the alarms of deployment/alarms.yml watch. */
  alarmMetrics: 54,
  /** The metrics that have values all the time, and those of the workflows in use. */
  metrics: 31,
  /** The metrics of a route of the HTTP API, because its detailed metrics are on. */
  metricsARoute: 6,
  /** The size of the data that a step of a durable function leaves, in bytes. */
  stepBytes: 1_000,
} as const;

/**
 * Up to how many channels the work of a scheduled function grows with them: a run of the refresh
 * reads 750 channels and lists 1,500, and a lap takes five runs; the check of the deadlines passes
 * 3,000 channels a run (lib/readModel/refreshing.ts, lib/events/noteKeyDeadlines.ts).
 */
const GROWS_TO: Readonly<Record<string, number>> = {
  refreshChannels: 7_500,
  'refreshChannels (read)': 3_750,
  'refreshChannels (list)': 7_500,
  closeLostEnds: 3_000,
};

/** The use of a deployment in a month. */
export interface Usage {
  channels: number;
  /** The age at which stream keys are rotated, in days; 0: never. */
  rotateEveryDays: number;
  /** Streams of a channel a day, and their length in hours. */
  streamsPerDay: number;
  streamHours: number;
  /** Requests that read a channel, a day and channel. */
  readsPerDay: number;
  /** How often these happen in the whole account in a month. */
  created: number;
  deleted: number;
  suspended: number;
  viewersRevoked: number;
  /** The routes of the HTTP API that are used, if AWS bills their metrics. */
  routes: number;
}

/** A piece of work by its name in docs/costs.json, and how often it is done in a month. */
export type Times = Record<string, number>;

/** Returns how often each piece of work is done in a month. */
export function timesIn(usage: Usage): Times {
  const { channels } = usage;
  return {
    readChannel: channels * usage.readsPerDay * DAYS,
    createChannel: usage.created,
    deleteChannel: usage.deleted,
    rotateStreamKey: usage.rotateEveryDays > 0 ? (channels * DAYS) / usage.rotateEveryDays : 0,
    suspendChannel: usage.suspended,
    resumeChannel: usage.suspended,
    stream: channels * usage.streamsPerDay * DAYS,
    revokeViewers: usage.viewersRevoked / 1_000,
  };
}

/** The amounts of everything that is billed. */
export type Amounts = Partial<Record<PriceName, number>>;

export interface Line {
  what: string;
  amounts: Amounts;
}

const added = (a: Amounts, b: Amounts): Amounts => {
  const sum: Amounts = { ...a };
  for (const [name, amount] of Object.entries(b) as [PriceName, number][])
    sum[name] = (sum[name] ?? 0) + amount;
  return sum;
};
export const sumOf = (all: readonly Amounts[]): Amounts => all.reduce(added, {});
const scaled = (amounts: Amounts, factor: number): Amounts =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount * factor]));

const calls = (ivs: Record<string, number>): number =>
  Object.values(ivs).reduce((sum, count) => sum + count, 0);

const amountsOfStore = (store: StoreCount): Amounts => ({
  writeUnits: store.writeUnits + store.indexWriteUnits,
  readUnits: store.readUnits,
});

/** Returns what invocations cost that make these calls: requests, GB-seconds and logs. */
function amountsOfRuns(
  runs: number,
  waitedMs: number,
  store: StoreCount,
  putEvents: number,
  ivs: Record<string, number>,
): Amounts {
  const { ownMs, storeMs, putEventsMs, ivsMs, memoryGb, logBytes, logMonths } = ASSUMED;
  const ms =
    waitedMs +
    runs * ownMs +
    (store.reads + store.writes) * storeMs +
    putEvents * putEventsMs +
    calls(ivs) * ivsMs;
  const logGb = (runs * logBytes) / 1e9;
  return {
    lambdaRequests: runs,
    lambdaGbSeconds: (ms / 1_000) * memoryGb,
    logIngestion: logGb,
    logStorage: logGb * logMonths,
  };
}

/** Returns what a piece of work costs when it is done once, without what it leaves in the table. */
export function amountsOf(count: Count): Amounts {
  const runs = calls(count.invocations);
  const accessLogGb = (count.requests * ASSUMED.accessLogBytes) / 1e9;
  return sumOf([
    { httpRequests: count.requests, events: count.events },
    { logIngestion: accessLogGb, logStorage: accessLogGb * ASSUMED.logMonths },
    amountsOfStore(count.store),
    amountsOfRuns(runs, count.waitedMs, count.store, count.putEvents, count.ivs),
  ]);
}

/** Returns what a scheduled function costs in an hour. */
const amountsOfSchedule = (count: ScheduleCount): Amounts =>
  sumOf([
    { events: count.events },
    amountsOfStore(count.store),
    amountsOfRuns(count.runs, count.waitedMs, count.store, count.events, count.ivs),
  ]);

/**
 * Returns what the schedules cost in a month. Each function costs something by itself, something
 * for each channel, and something for each live stream.
 */
export function schedulesOf(hours: readonly Hour[], channels: number, live: number): Line[] {
  const [none, idle, busy] = hours;
  if (!none || !idle || !busy) throw new Error('docs/costs.json has too few hours.');
  const names = [none, idle, busy].flatMap(({ parts }) => Object.keys(parts));
  return [...new Set(names)].toSorted().map((part) => {
    const at = ({ parts }: Hour): Amounts => {
      const count = parts[part];
      return count ? amountsOfSchedule(count) : {};
    };
    const minus = (a: Amounts, b: Amounts, by: number): Amounts =>
      scaled(sumOf([a, scaled(b, -1)]), 1 / by);
    const perChannel = minus(at(idle), at(none), idle.channels - none.channels);
    const perStream = minus(at(busy), at(idle), busy.live - idle.live);
    const growing = Math.min(channels, GROWS_TO[part] ?? Infinity);
    return {
      what: part,
      amounts: scaled(
        sumOf([at(none), scaled(perChannel, growing), scaled(perStream, live)]),
        HOURS,
      ),
    };
  });
}

/** Returns how many bytes are in the table after so long that as much expires as is written. */
export function storedBytes(counts: Counts, usage: Usage): number {
  const { createChannel } = counts.work;
  const expiring = Object.entries(timesIn(usage)).reduce(
    (sum, [name, times]) => sum + (times / DAYS) * (counts.work[name]?.stored.byteDays ?? 0),
    0,
  );
  return usage.channels * Math.max(0, createChannel?.stored.lastingBytes ?? 0) + expiring;
}

/** Returns the lines of a month: each kind of work, the schedules, and what stands by itself. */
export function monthOf(counts: Counts, usage: Usage): Line[] {
  const work = Object.entries(timesIn(usage)).flatMap(([name, times]): Line[] => {
    const count = counts.work[name];
    if (!count) throw new Error(`docs/costs.json does not count ${name}.`);
    return times > 0 ? [{ what: count.title, amounts: scaled(amountsOf(count), times) }] : [];
  });
  const live = Math.min(1, (usage.streamsPerDay * usage.streamHours) / 24) * usage.channels;
  const schedules = sumOf(
    schedulesOf(counts.hours, usage.channels, live).map(({ amounts }) => amounts),
  );
  const gb = storedBytes(counts, usage) / 1e9;
  return [
    ...work,
    { what: 'the schedules', amounts: schedules },
    { what: 'the table and its backup', amounts: { storage: gb, backup: gb } },
    {
      what: 'the queue of dead letters, empty',
      amounts: { queueRequests: ASSUMED.queueRequestsAnHour * HOURS },
    },
    { what: 'the alarms', amounts: { alarmMetrics: ASSUMED.alarmMetrics } },
    { what: 'the metrics', amounts: { customMetrics: ASSUMED.metrics } },
    ...(usage.routes > 0
      ? [
          {
            what: 'the metrics of the routes',
            amounts: { customMetrics: usage.routes * ASSUMED.metricsARoute },
          },
        ]
      : []),
  ];
}

/** Returns the price of some amounts, in US dollars. */
export const usdOf = (amounts: Amounts, { prices }: Prices): number =>
  (Object.entries(amounts) as [PriceName, number][]).reduce(
    (sum, [name, amount]) => sum + (amount / prices[name].per) * prices[name].usd,
    0,
  );

/** The price of one run of a workflow, in US dollars, here and elsewhere. */
export interface Beside {
  here: number;
  /** AWS Step Functions Standard: its transitions alone. */
  stepFunctions: number;
  /** Lambda durable functions: operations, their data, and the invocations that wait for IVS. */
  durableFunctions: number;
}

/**
 * Returns the price of a piece of work beside the two engines of AWS. Theirs is that of the engine
 * alone: one transition or one operation a step, and one for the beginning.
 */
export function besideOf(count: Count, prices: Prices): Beside {
  const steps = count.steps + 1;
  const { stepBytes, memoryGb, ownMs, ivsMs } = ASSUMED;
  const ms = steps * ownMs + calls(count.ivs) * ivsMs;
  return {
    here: usdOf(amountsOf(count), prices),
    stepFunctions: usdOf({ stateTransitions: steps }, prices),
    durableFunctions: usdOf(
      {
        durableOperations: steps,
        durableData: (steps * stepBytes) / 1e9,
        lambdaRequests: 1,
        lambdaGbSeconds: (ms / 1_000) * memoryGb,
      },
      prices,
    ),
  };
}
