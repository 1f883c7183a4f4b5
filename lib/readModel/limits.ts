import type { App } from '../app.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { quotaUse } from '../jobs/quotaUse.ts';
import { grown, samplesOfHour, type QuotaSample } from '../records/quotaSamples.ts';
import { readRefresh } from './refreshState.ts';
import { knownStreamList, type StreamList } from './streamList.ts';

/** How much of the rate of one operation jobs use. Rates in calls a second. */
export interface RateLimit {
  readonly operation: string;
  /** The rate that IVS allows, and the part of it that jobs may use now. */
  readonly perSecond: number;
  readonly share: number;
  /** The calls of jobs in about the last minute; undefined: not measured yet. */
  readonly now?: number;
  /** The use in the last hour; undefined: not measured yet. */
  readonly lastHour?: { readonly calls: number; readonly throttled: number; readonly most: number };
}

/** How much of a quota of resources the account uses. */
export interface ResourceLimit {
  readonly name: 'channels' | 'concurrentStreams';
  readonly used: number;
  /** The quota of an account that has asked for no other. */
  readonly defaultQuota: number;
  /** When it was counted, in ms since the epoch. */
  readonly asOf: number;
}

type StreamsApp = Parameters<typeof knownStreamList>[0];

/** The defaults of the adjustable quotas (IVS user guide, Service Quotas). */
const DEFAULTS = { channels: 5_000, concurrentStreams: 100 } as const;
/** A shorter time than this tells no rate, in ms. */
const MEASURED_MS_MIN = 30_000;

const perSecond = (calls: number, from: QuotaSample, to: QuotaSample): number =>
  calls / ((to.at - from.at) / 1_000);

/** Returns the use of the rates of the operations that jobs have called, by name. */
export async function rateLimits(
  app: Pick<App, 'store' | 'clock' | 'config'>,
): Promise<RateLimit[]> {
  const at = app.clock.now();
  const use = await quotaUse(app);
  const samples = await samplesOfHour(app.store, at);
  const present: QuotaSample = {
    at,
    used: Object.fromEntries(use.map(({ operation, used }) => [operation, used])),
    refused: Object.fromEntries(use.map(({ operation, refused }) => [operation, refused])),
  };
  const first = samples[0];
  const recent = samples.findLast((sample) => at - sample.at >= MEASURED_MS_MIN);
  const steps = [...samples, ...(recent === samples.at(-1) ? [present] : [])];
  const callsBetween = (from: QuotaSample, to: QuotaSample, operation: string): number =>
    grown(to.used, from.used)[operation] ?? 0;
  return use.map(({ operation, rate, share }) => ({
    operation,
    perSecond: rate,
    share,
    ...(recent && { now: perSecond(callsBetween(recent, present, operation), recent, present) }),
    ...(first &&
      recent && {
        lastHour: {
          calls: callsBetween(first, present, operation),
          throttled: grown(present.refused, first.refused)[operation] ?? 0,
          most: Math.max(
            ...steps.slice(1).map((to, n) => {
              const from = steps[n] ?? first;
              return perSecond(callsBetween(from, to, operation), from, to);
            }),
          ),
        },
      }),
  }));
}

/** Returns the live streams; undefined when IVS must be asked and refuses. */
async function streamsNow(app: StreamsApp & Pick<App, 'log'>): Promise<StreamList | undefined> {
  try {
    return await knownStreamList(app, { choose: (all) => [...all] });
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
    app.log.warn('IVS does not list the live streams', { error: String(error) });
    return undefined;
  }
}

/**
 * Returns the use of the quotas of channels and of streams, as far as it is known: the channels
 * count since the first complete lap of the background refresh, the streams while IVS answers.
 */
export async function resourceLimits(app: StreamsApp & Pick<App, 'log'>): Promise<ResourceLimit[]> {
  const { channels, completeSince } = await readRefresh(app.store);
  const live = await streamsNow(app);
  const limit = (name: ResourceLimit['name'], used: number, counted: number): ResourceLimit => ({
    name,
    used,
    defaultQuota: DEFAULTS[name],
    asOf: counted,
  });
  return [
    ...(channels === undefined ? [] : [limit('channels', channels, completeSince)]),
    ...(live ? [limit('concurrentStreams', live.streams.length, live.asOf)] : []),
  ];
}
