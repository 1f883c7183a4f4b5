import type { App } from '../app.ts';
import { isoTime, msOf } from '../clock.ts';
import { rateOf } from '../ivs/rates.ts';
import { WATCHED_WAIT } from '../definition/steps.ts';
import { isStranded, lateMs } from '../jobs/job.ts';
import { dueKeys } from '../jobs/jobIndexes.ts';
import { quotaUse, type QuotaUse } from '../jobs/quotaUse.ts';
import { readAt } from '../jobs/table.ts';
import { DEADLINES } from '../journal/keyDeadlines.ts';
import { publishMetrics, type Sample } from '../metrics.ts';
import { listCompleteSince } from '../readModel/refreshState.ts';
import { readPulses } from '../records/pulses.ts';
import { grown, keepSample, lastSample } from '../records/quotaSamples.ts';
import { openSince } from '../records/suspensions.ts';

/** The number of jobs of each kind, the most urgent first, whose lateness is looked at. */
const JOBS_MAX = 100;
/** The number of suspended channels that are looked at, in the order of the sweep. */
const SUSPENSIONS_MAX = 100;
/**
 * How far ahead these jobs have their places in the index, in ms: a job that was said to be due, or
 * that no code knows, was moved ahead by up to five minutes, and is as late as before.
 */
const AHEAD_MS = 6 * 60_000;
/** Overdue keys beyond this number are not counted. */
const KEYS_MAX = 1_000;
/** The sweep comes every minute, in ms. */
const SWEEP_MS = 60_000;

/** Parts of the deployment's state, each measured by itself. */
const PARTS = { jobs, suspensions, sweepAndReadings, keys, quotas } as const;

/**
 * Measures the deployment once a minute, and publishes what it finds as metrics. It changes no
 * state but its own samples, and asks nobody but the table. A part that fails is logged, and the
 * others go on.
 * @throws Error the first failure, so that the run counts as failed
 */
export async function measure(app: App): Promise<void> {
  const failures: unknown[] = [];
  for (const [part, does] of Object.entries(PARTS)) {
    try {
      publishMetrics(app, await does(app));
    } catch (error) {
      app.log.error('A part could not be measured', { part, error: String(error) });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function jobs(app: App): Promise<Sample[]> {
  const now = app.clock.now();
  const partitions = await Promise.all(
    (['emergency', 'due', WATCHED_WAIT] as const).map((kind) =>
      dueKeys(app, kind, JOBS_MAX, now + AHEAD_MS),
    ),
  );
  const found = await Promise.all(partitions.flat().map((key) => readAt(app, key)));
  const due = found.flatMap((job) => (job && !job.announced ? job : []));
  const late = due.map((job) => lateMs(job, now));
  return [
    { name: 'OldestDueJob', value: Math.max(0, ...late) / 1_000 },
    { name: 'JobsStranded', value: due.filter((job) => isStranded(job, now)).length },
  ];
}

async function suspensions({ store, clock }: App): Promise<Sample[]> {
  const now = clock.now();
  const since = await openSince(store, SUSPENSIONS_MAX);
  const seconds = since.map((at) => (now - at) / 1_000);
  return [{ name: 'SuspendedNotDark', value: Math.max(0, ...seconds) }];
}

async function sweepAndReadings({ store, clock }: App): Promise<Sample[]> {
  const now = clock.now();
  const { sweep } = await readPulses(store);
  const complete = await listCompleteSince(store);
  return [
    ...(sweep === undefined
      ? []
      : [{ name: 'SweepLateness' as const, value: Math.max(0, now - sweep - SWEEP_MS) / 1_000 }]),
    ...(complete === 0
      ? []
      : [{ name: 'ReadModelAge' as const, value: Math.max(0, now - complete) / 1_000 }]),
  ];
}

async function keys({ store, clock }: App): Promise<Sample[]> {
  const now = clock.now();
  const overdue = await store.keys({
    index: 'due',
    partition: DEADLINES,
    below: isoTime(now),
    limit: KEYS_MAX,
    order: 'ascending',
  });
  const [oldest] = overdue;
  const dueAt = msOf(String(oldest?.dueSk).replace(/#.*/, '')) ?? now;
  return [
    { name: 'KeysOverdue', value: overdue.length },
    { name: 'OldestOverdueKey', value: (now - dueAt) / 1_000 },
  ];
}

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

async function quotas(app: App): Promise<Sample[]> {
  const now = app.clock.now();
  const state = await quotaUse(app);
  const totals = (of: (use: QuotaUse) => number): Record<string, number> =>
    Object.fromEntries(state.map((use) => [use.operation, of(use)]).filter(([, n]) => n !== 0));
  const sample = { at: now, used: totals(({ used }) => used), refused: totals((u) => u.refused) };
  const before = await lastSample(app.store, now);
  await keepSample(app.store, sample);
  const delays = state.map(({ nextSlotAt = 0 }) => nextSlotAt - now);
  const delay: Sample = { name: 'SlotDelay', value: Math.max(0, ...delays) };
  if (!before) return [delay];
  const seconds = (now - before.at) / 1_000;
  return [
    delay,
    ...Object.entries(grown(sample.used, before.used)).map(([operation, calls]): Sample => ({
      name: 'QuotaUse',
      value: (100 * calls) / (seconds * rateOf(operation)),
      by: { operation },
    })),
    { name: 'Throttled', value: sum(Object.values(grown(sample.refused, before.refused))) },
  ];
}
