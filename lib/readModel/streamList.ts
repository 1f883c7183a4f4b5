import type { StreamSummary } from '@aws-sdk/client-ivs';
import { idOf } from '../arns.ts';
import type { Item } from '../dynamodb.ts';
import { liveStreams } from '../ivs/streams.ts';
import { recordKey } from '../records/keys.ts';
import {
  claimAsk,
  keepReading,
  readingRecordOf,
  releaseAsk,
  type Reading,
  type ReadingRecord,
} from '../records/readings.ts';
import { isPassing, patiently, type ReadApp } from './asking.ts';
import { jobKeyOf, jobMarkOf } from './states.ts';

/** A live stream as ListStreams returned it. */
export interface KnownStream extends StreamSummary {
  readonly channelId: string;
  /** The channel's job before the call; undefined if the channel was not known to be live then. */
  readonly job: string | undefined;
}

/** Selects streams from the list of all live ones. */
export type Choice = (streams: readonly KnownStream[]) => KnownStream[];

/** Live streams, and the time to which that is true, in ms since the epoch. */
export interface StreamList {
  readonly streams: KnownStream[];
  readonly asOf: number;
}

const key = recordKey.streamListReading();
/** How old the list may be, in ms. */
export const AGE_MS_MAX = 10_000;
const LOOK_EVERY_MS = 100;
/** How long a request waits for the call of another before it makes its own, in ms. */
const WAITS_FOR_OTHERS_MS = 6_000;
/** The most streams that one item of DynamoDB holds, with room to spare. */
const KEPT_MAX = 1_000;

/**
 * Returns what a channel's job says about its stream: the end of a job may have ended the stream,
 * and until then no caller has been told so.
 */
const jobOf = (item: Item | undefined): string => jobMarkOf(item).stamp.replace(/@.*/, '@');

const streamsIn = ({ value = '[]' }: Reading): KnownStream[] => JSON.parse(value) as KnownStream[];

/**
 * Returns the chosen ones of all live streams. One list from IVS serves all requests of ten
 * seconds, unless a job of ours has ended meanwhile on the channel of a stream that is chosen.
 * @throws IvsRefusal when IVS must be asked and refuses
 */
export async function knownStreamList(
  app: ReadApp,
  { choose, isFresh = false }: { choose: Choice; isFresh?: boolean | undefined },
): Promise<StreamList> {
  const { store, clock } = app;
  const waitsUntil = clock.now() + WAITS_FOR_OTHERS_MS;
  let arrival: number | undefined;
  for (;;) {
    const record = readingRecordOf(await store.get(key));
    const now = clock.now();
    const { reading } = record;
    arrival ??= record.asks;
    if (reading) {
      const { asOf } = reading;
      const streams = choose(streamsIn(reading));
      const isYoung = now - asOf <= AGE_MS_MAX && reading.stamp === String(record.begun);
      if (reading.askNo > arrival) return { streams, asOf };
      if (isYoung && !isFresh && (await areCurrent(app, streams))) return { streams, asOf };
    }
    const claim = await claimAsk(store, key, now, now >= waitsUntil);
    if (claim) {
      const old = claim.reading && !isFresh ? claim.reading : undefined;
      return asked(app, claim, { choose, old });
    }
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** Returns whether no job has ended, or begun, on the channels of these streams since the call. */
async function areCurrent({ store }: ReadApp, streams: readonly KnownStream[]): Promise<boolean> {
  const jobs = await store.getMany(streams.map(({ channelId }) => jobKeyOf(channelId)));
  return streams.every(({ job }, n) => job !== undefined && job === jobOf(jobs[n]));
}

const jobsOf = async ({ store }: ReadApp, channelIds: string[]): Promise<Map<string, string>> => {
  const items = await store.getMany(channelIds.map(jobKeyOf));
  return new Map(channelIds.map((channelId, n) => [channelId, jobOf(items[n])]));
};

/**
 * Asks IVS for all live streams, and keeps the answer. If IVS refuses for now, the old list serves
 * instead, unless a job has ended since; only without one are the callers kept waiting.
 */
async function asked(
  app: ReadApp,
  claim: ReadingRecord,
  { choose, old }: { choose: Choice; old: Reading | undefined },
): Promise<StreamList> {
  const { store, clock } = app;
  const before = claim.reading ? streamsIn(claim.reading).map(({ channelId }) => channelId) : [];
  const jobs = await jobsOf(app, before);
  const asOf = clock.now();
  const oldOnes = async (error: unknown): Promise<KnownStream[] | undefined> => {
    const streams = old && isPassing(error) ? choose(streamsIn(old)) : undefined;
    return streams && (await areCurrent(app, streams)) ? streams : undefined;
  };
  try {
    const live = await liveStreams(app.ivs, async (call, isFirst) => {
      if (!isFirst) return patiently(app, call);
      return call().catch(async (error: unknown) => {
        if (await oldOnes(error)) throw error;
        return patiently(app, call);
      });
    });
    const streams = [...live.values()]
      .map((stream) => ({ ...stream, channelId: idOf(stream.channelArn ?? '') }))
      .map((stream) => ({ ...stream, job: jobs.get(stream.channelId) }))
      .toSorted((a, b) => (a.channelId < b.channelId ? -1 : 1));
    if (streams.length <= KEPT_MAX)
      await keepReading(store, key, {
        askNo: claim.asks,
        asOf,
        stamp: String(claim.begun),
        isSettled: true,
        value: JSON.stringify(streams),
      });
    return { streams: choose(streams), asOf };
  } catch (error) {
    await releaseAsk(store, key, claim.asks);
    const streams = await oldOnes(error);
    if (!streams || !old) throw error;
    return { streams, asOf: old.asOf };
  }
}
