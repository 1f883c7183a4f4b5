import type { StreamSummary } from '@aws-sdk/client-ivs';
import { idOf } from '../arns.ts';
import type { Item } from '../dynamodb.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
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
import type { ReadApp } from './asking.ts';
import { jobKeyOf, jobMarkOf } from './states.ts';

/** A live stream as ListStreams returned it. */
export interface KnownStream extends StreamSummary {
  readonly channelId: string;
  /** The channel's job before the call; undefined if the channel was not known to be live then. */
  readonly job: string | undefined;
}

/** All live streams, and the time to which that is true, in ms since the epoch. */
export interface StreamList {
  readonly streams: KnownStream[];
  readonly asOf: number;
}

const key = recordKey.streamListReading();
/** How old the list may be, in ms. */
const AGE_MS_MAX = 10_000;
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
 * Returns all live streams, or that of one channel (`of`). One call of IVS serves all requests of
 * ten seconds, unless a job of ours has ended meanwhile on a channel that it lists.
 * @throws IvsRefusal when IVS must be asked and refuses
 */
export async function knownStreamList(
  app: ReadApp,
  { of, isFresh = false }: { of?: string; isFresh?: boolean | undefined },
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
      const streams = streamsIn(reading).filter(({ channelId }) => (of ?? channelId) === channelId);
      const isYoung = now - asOf <= AGE_MS_MAX && reading.stamp === String(record.begun);
      if (reading.askNo > arrival) return { streams, asOf };
      if (isYoung && !isFresh && (await areCurrent(app, streams))) return { streams, asOf };
    }
    const claim = await claimAsk(store, key, now, now >= waitsUntil);
    if (claim) {
      const { streams, asOf } = await asked(app, claim, isFresh);
      return { streams: streams.filter(({ channelId }) => (of ?? channelId) === channelId), asOf };
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

/** Asks IVS for all live streams, and keeps the answer. */
async function asked(app: ReadApp, claim: ReadingRecord, isFresh: boolean): Promise<StreamList> {
  const { store, clock } = app;
  const before = claim.reading ? streamsIn(claim.reading).map(({ channelId }) => channelId) : [];
  const jobs = await jobsOf(app, before);
  const asOf = clock.now();
  try {
    const live = await liveStreams(app.ivs);
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
    return { streams, asOf };
  } catch (error) {
    await releaseAsk(store, key, claim.asks);
    if (isFresh || !(error instanceof IvsRefusal && error.isPassing && claim.reading)) throw error;
    const streams = streamsIn(claim.reading);
    if (!(await areCurrent(app, streams))) throw error;
    return { streams, asOf: claim.reading.asOf };
  }
}
