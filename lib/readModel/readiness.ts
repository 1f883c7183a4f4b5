import type { App } from '../app.ts';
import type { Key, Store } from '../dynamodb.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { listStreams } from '../ivs/streams.ts';
import { isFinal } from '../jobs/job.ts';
import { listIds } from '../jobs/jobIndexes.ts';
import { findJob } from '../jobs/queries.ts';
import { readPulses } from '../records/pulses.ts';

/** The parts of a deployment without which it does not do its work. */
export const PART_NAMES = ['table', 'sweep', 'events', 'ivs'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** The state of a part. `notChecked`: the part could not be looked at because the table fails. */
export interface Part {
  readonly name: PartName;
  readonly status: 'ok' | 'failing' | 'notChecked';
  /** Why, without anything secret. */
  readonly detail?: string;
  /** When the part last showed that it works, in ms since the epoch. */
  readonly at?: number;
}

/** The sweep comes every minute. The alarm `sweep` uses the same time. In ms. */
const SWEPT_WITHIN_MS = 5 * 60_000;
/** EventBridge delivers within seconds; the arrival of events is noted once a minute. In ms. */
const ARRIVES_WITHIN_MS = 5 * 60_000;
const NOTED_EVERY_MS = 2 * 60_000;
/** How far back jobs count while no arrival of an event was ever noted, in ms. */
const DAY_MS = 24 * 3_600_000;
/** How often IVS is asked, by all processes together, in ms. */
const ASKED_EVERY_MS = 30_000;
/** How long a process answers with what it has found, in ms. */
const KEPT_MS = 5_000;
/** The number of jobs, newest first, among which one that has ended is looked for. */
const JOBS_MAX = 5;

/** The answer of IVS, kept for all processes. Readings have partitions of their own. */
const ANSWER: Key = { pk: 'reading/#ready', sk: 'ivs' };
const KEEP_SECONDS = 86_400;

type Asked = Pick<App, 'config' | 'store' | 'clock' | 'random' | 'log' | 'ivs' | 'bus'>;

const kept = new WeakMap<Store, { readonly at: number; readonly parts: readonly Part[] }>();

/**
 * Looks at each part of the deployment. Anybody may ask, so the answer is kept for five seconds,
 * and IVS is asked twice a minute at most, whether it answers or not.
 */
export async function readiness(app: Asked): Promise<readonly Part[]> {
  const { store, clock } = app;
  const old = kept.get(store);
  if (old && clock.now() - old.at < KEPT_MS) return old.parts;
  const parts = await partsOf(app);
  kept.set(store, { at: clock.now(), parts });
  return parts;
}

async function partsOf(app: Asked): Promise<Part[]> {
  const now = app.clock.now();
  try {
    const pulses = await readPulses(app.store);
    return [
      { name: 'table', status: 'ok', at: now },
      sweepPart(pulses.sweep, now),
      await eventsPart(app, pulses.event, now),
      await ivsPart(app),
    ];
  } catch (error) {
    app.log.error('The table does not answer', { error });
    const detail = `The table does not answer: ${error instanceof Error ? error.name : 'Error'}.`;
    return PART_NAMES.map((name) =>
      name === 'table' ? { name, status: 'failing', detail } : { name, status: 'notChecked' },
    );
  }
}

function sweepPart(at: number | undefined, now: number): Part {
  if (at === undefined)
    return { name: 'sweep', status: 'failing', detail: 'No sweep has succeeded yet.' };
  return now - at <= SWEPT_WITHIN_MS
    ? { name: 'sweep', status: 'ok', at }
    : { name: 'sweep', status: 'failing', at, detail: 'No sweep has succeeded since.' };
}

/**
 * Events may be rare, so silence alone proves nothing. But the end of each job is announced as an
 * event, which must arrive.
 */
async function eventsPart(app: Asked, at: number | undefined, now: number): Promise<Part> {
  const told = at !== undefined && { at };
  const expectedAfter = (at ?? now - DAY_MS) + NOTED_EVERY_MS;
  for (const { id } of await listIds(app, JOBS_MAX)) {
    const job = await findJob(app, id);
    if (!job || !isFinal(job) || !job.announced) continue;
    if (job.finishedAt > expectedAfter && now - job.finishedAt > ARRIVES_WITHIN_MS)
      return {
        name: 'events',
        status: 'failing',
        ...told,
        detail: 'The end of a job was announced, and no event has arrived since.',
      };
  }
  const detail = at === undefined && { detail: 'No event has arrived yet.' };
  return { name: 'events', status: 'ok', ...told, ...detail };
}

/** Asks IVS, unless some process has done so within the last half minute. */
async function ivsPart(app: Asked): Promise<Part> {
  const { store, clock } = app;
  const now = clock.now();
  const claimed = await store.update(ANSWER, {
    set: { askedAt: now, expiresAt: Math.floor(now / 1_000) + KEEP_SECONDS },
    when: { notAbove: { askedAt: now - ASKED_EVERY_MS } },
  });
  if (claimed) {
    const refusal = await refusalOf(app);
    await store.update(ANSWER, {
      set: { refusal, ...(refusal === undefined && { answeredAt: now }) },
      when: { equals: { askedAt: now } },
    });
  }
  const record = await store.get(ANSWER);
  const told = typeof record?.answeredAt === 'number' && { at: record.answeredAt };
  if (typeof record?.refusal === 'string')
    return { name: 'ivs', status: 'failing', ...told, detail: record.refusal };
  return told
    ? { name: 'ivs', status: 'ok', ...told }
    : { name: 'ivs', status: 'notChecked', detail: 'IVS is just being asked.' };
}

/**
 * Makes one cheap call of IVS, and returns why it was refused. A call that came too soon shows that
 * IVS is there. The text of a refusal may name a role, so only its name is told.
 */
async function refusalOf({ ivs, log }: Asked): Promise<string | undefined> {
  try {
    await listStreams(ivs, { maxResults: 1 });
    return undefined;
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
    if (error.class === 'throttled') return undefined;
    log.warn('IVS does not answer as it should', { error });
    return `IVS refused ${error.operation}: ${error.name}.`;
  }
}
