import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { BATCH_GET_MAX } from '../ivs/batches.ts';
import { batchGetChannel, getChannel, listChannels } from '../ivs/channels.ts';
import type { Ivs } from '../ivs/client.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { channelIdOfReading } from '../records/keys.ts';
import { CHANNEL_LIST, keepUnclaimed } from '../records/readings.ts';
import { learnFrom } from './channelList.ts';
import { CHANNELS, withoutSecrets } from './channels.ts';
import { readRefresh, writeRefresh, type RefreshState } from './refreshState.ts';
import { isSettledAt, stampOf, statesOf, type ChannelState } from './states.ts';

/**
 * The calls of each operation in one run a minute: 5 % of a quota of 5 a second. 15 calls of
 * BatchGetChannel read 750 channels, so 10,000 channels take 13 minutes 20 seconds; 15 pages of
 * ListChannels have 1,500 channels. ListChannels alone would not do: it leaves out
 * `containerFormat`, `multitrackInputConfiguration`, the endpoints and `srt`.
 */
const CALLS_MAX = 15;
/** The shortest time from the beginning of a lap to the beginning of the next, in ms. */
const LAP_MS_MIN = 4.5 * 60_000;
/**
 * A channel that was read within this time is left to the next lap, in ms. With 10,000 channels, a
 * change is then seen within 15 minutes.
 */
const READ_WITHIN_MS = 60_000;
/** The number of channels whose records one step reads. */
const STEP = 100;
/** The number of steps in one run that may find no channel to read. */
const STEPS_MAX = 150;

export interface Refreshed {
  readonly listed: number;
  readonly read: number;
}

/**
 * Continues the background refresh of the channels for one run: lists some pages, and reads the
 * channels whose readings are oldest in the order of their ids. Two runs at once do the same work
 * twice and nothing else.
 * @param untilMs ms since the epoch: no new call begins after it
 */
export async function refreshKnownChannels(
  app: App,
  ivs: Ivs,
  untilMs: number,
): Promise<Refreshed> {
  const { writes, ...state } = await readRefresh(app.store);
  const now = app.clock.now();
  const rests = (began: number | undefined): boolean =>
    began !== undefined && now - began < LAP_MS_MIN;
  const listRests = state.nextToken === undefined && rests(state.completeSince);
  const readRests = state.after === undefined && rests(state.readingBegan);
  if (listRests && readRests) return { listed: 0, read: 0 };
  const paced = { ...app, ivs };
  const listing = listRests ? { state, count: 0 } : await listOn(paced, state, untilMs);
  const reading = readRests ? { state, count: 0 } : await readOn(paced, state, untilMs);
  const { after, readingBegan } = reading.state;
  await writeRefresh(app.store, writes, { ...listing.state, after, readingBegan });
  return { listed: listing.count, read: reading.count };
}

/** Continues the lap through ListChannels; at most one lap ends in a run. */
async function listOn(
  app: App,
  state: RefreshState,
  untilMs: number,
): Promise<{ state: RefreshState; count: number }> {
  const { clock, ivs } = app;
  let { nextToken, lapBegan = clock.now(), lapCount = 0 } = state;
  let count = 0;
  for (let calls = 0; calls < CALLS_MAX && clock.now() < untilMs; calls++) {
    try {
      const page = await listChannels(ivs, {
        maxResults: 100,
        ...(nextToken !== undefined && { nextToken }),
      });
      count += await learnFrom(app, page.items);
      lapCount += page.items.length;
      nextToken = page.nextToken;
    } catch (error) {
      if (!(error instanceof IvsRefusal) || nextToken === undefined) throw error;
      // How long a token of IVS remains valid is not documented.
      if (error.isPassing) break;
      const over = { nextToken: undefined, lapBegan: undefined, lapCount: undefined };
      return { state: { ...state, ...over }, count };
    }
    if (nextToken === undefined) {
      const over = { nextToken, lapBegan: undefined, lapCount: undefined };
      return {
        state: { ...state, ...over, completeSince: lapBegan, channels: lapCount },
        count,
      };
    }
  }
  return { state: { ...state, nextToken, lapBegan, lapCount }, count };
}

/** Continues the lap through the channels that are listed; at most one lap ends in a run. */
async function readOn(
  app: App,
  state: RefreshState,
  untilMs: number,
): Promise<{ state: RefreshState; count: number }> {
  const { store, clock } = app;
  let { after } = state;
  const readingBegan = after === undefined ? clock.now() : state.readingBegan;
  let count = 0;
  let due: ChannelState[] = [];
  const readDue = async (): Promise<void> => {
    count += await refreshed(app, due, checks);
    due = [];
  };
  const checks = { left: CALLS_MAX };
  let calls = 0;
  for (let steps = 0; steps < STEPS_MAX && calls < CALLS_MAX && clock.now() < untilMs; steps++) {
    const keys = await store.keys({
      index: 'jobs',
      partition: CHANNEL_LIST,
      limit: Math.min(STEP, BATCH_GET_MAX * (CALLS_MAX - calls) - due.length),
      order: 'ascending',
      ...(after !== undefined && { above: after }),
    });
    const states = await statesOf(app, keys.map(channelIdOfReading), CHANNELS.keyOf);
    const now = clock.now();
    due.push(...states.filter(({ record }) => now - (record.reading?.asOf ?? 0) > READ_WITHIN_MS));
    for (; due.length >= BATCH_GET_MAX && calls < CALLS_MAX; calls++) {
      const rest = due.splice(BATCH_GET_MAX);
      await readDue();
      due = rest;
    }
    after = keys.at(-1) && channelIdOfReading(keys.at(-1)!);
    if (keys.length === 0) break;
  }
  if (due.length > 0) await readDue();
  return { state: { ...state, after, readingBegan }, count };
}

/**
 * Reads up to 50 channels from IVS and keeps what it answers, unless their records have changed
 * since they were read, or IVS's reads may not show our last change yet.
 * @param checks the calls of GetChannel that are left, for channels that are missing
 */
async function refreshed(
  app: App,
  states: readonly ChannelState[],
  checks: { left: number },
): Promise<number> {
  const { ivs, config, store } = app;
  const arnIn = ({ channelId }: ChannelState): string => arnOf(config, 'channel', channelId);
  const asOf = app.clock.now();
  const there = states.filter(({ job }) => !job.isDeleted);
  const { items } = there.length > 0 ? await batchGetChannel(ivs, there.map(arnIn)) : { items: [] };
  const found = new Map(items.map((channel) => [channel.arn ?? '', channel]));
  let count = 0;
  for (const state of states) {
    const isMissing = !state.job.isDeleted && !found.has(arnIn(state));
    if (isMissing && checks.left-- <= 0) continue;
    // The code of an error in a batch is not documented, so GetChannel says what is missing.
    const answer = isMissing ? await getChannel(ivs, arnIn(state)) : found.get(arnIn(state));
    const value = answer === 'notFound' || !answer ? undefined : withoutSecrets(answer);
    if (!state.job.isDeleted && !isSettledAt(state, asOf)) continue;
    count++;
    await keepUnclaimed(store, state.key, state.record, {
      asOf,
      stamp: stampOf(state),
      isSettled: true,
      value: value && JSON.stringify(value),
    });
  }
  return count;
}
