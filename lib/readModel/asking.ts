import type { App } from '../app.ts';
import type { Key } from '../dynamodb.ts';
import { BATCH_GET_MAX } from '../ivs/batches.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { claimAsk, keepReading, releaseAsk, type Reading } from '../records/readings.ts';
import { isCurrent, isSettledAt, stampOf, statesOf, type ChannelState } from './states.ts';

/** The parts of the app that reads use. */
export type ReadApp = Pick<App, 'config' | 'store' | 'clock' | 'random' | 'ivs'>;

/** Something that IVS tells about each channel. */
export interface Source<Value> {
  readonly keyOf: (channelId: string) => Key;
  /**
   * Asks IVS about up to 50 channels. A channel that it does not have is missing from the answer.
   * @throws IvsRefusal
   */
  readonly ask: (app: ReadApp, channelIds: readonly string[]) => Promise<Map<string, Value>>;
  /** Returns how old a reading may be, in ms, by its value. */
  readonly ageMax: (value: Value | undefined) => number;
}

/** The value that is known of a channel; undefined if IVS has none. */
export interface Known<Value> {
  readonly value: Value | undefined;
  /** The moment to which that is true at least, in ms since the epoch. */
  readonly asOf: number;
}

/** How long a request waits for the calls of others before it makes its own, in ms. */
const WAITS_FOR_OTHERS_MS = 6_000;
/** How often a request that waits reads the records, in ms. */
const LOOK_EVERY_MS = 100;
/** How often a call that IVS throttles is repeated, and the first pause before that, in ms. */
const TRIES = 5;
const FIRST_PAUSE_MS = 200;

const knownFrom = <Value>({ value, asOf }: Reading): Known<Value> => ({
  value: value === undefined ? undefined : (JSON.parse(value) as Value),
  asOf,
});

/**
 * Returns what is known about channels, by their ids. A reading counts if it has every change of
 * ours and is not too old. Otherwise IVS is asked: one call for all requests that want the same
 * channel at the same time, because the call that one of them has claimed begins after the others
 * have arrived.
 * @param isFresh asks IVS in any case; a call that begins after the request has arrived will do
 * @throws IvsRefusal when IVS must be asked and refuses; without `isFresh`, a reading that is too
 * old, but has every change of ours, serves instead if the refusal is a passing one
 */
export async function known<Value>(
  app: ReadApp,
  source: Source<Value>,
  channelIds: readonly string[],
  isFresh = false,
): Promise<Map<string, Known<Value>>> {
  const { clock, store } = app;
  const all = new Map<string, Known<Value>>();
  const asksAtArrival = new Map<string, number>();
  const waitsUntil = clock.now() + WAITS_FOR_OTHERS_MS;
  let open = [...new Set(channelIds)];
  while (open.length > 0) {
    const states = await statesOf(app, open, source.keyOf);
    const now = clock.now();
    const unknown = states.filter((state) => {
      const { channelId, record, job } = state;
      const { reading } = record;
      const arrival = asksAtArrival.get(channelId) ?? record.asks;
      asksAtArrival.set(channelId, arrival);
      const found = reading && knownFrom<Value>(reading);
      if (job.isDeleted && !isFresh) all.set(channelId, { value: undefined, asOf: now });
      else if (
        found &&
        (reading.askNo > arrival ||
          (!isFresh && isCurrent(state) && now - found.asOf <= source.ageMax(found.value)))
      )
        all.set(channelId, found);
      else return true;
      return false;
    });
    const isPatient = now < waitsUntil;
    const claims = await Promise.all(
      unknown.map(async (state) => {
        const record = await claimAsk(store, state.key, now, !isPatient);
        return record && { ...state, record, stale: state };
      }),
    );
    const mine = claims.filter((claim) => claim !== undefined);
    for (const [channelId, answer] of await asked(app, source, mine, isFresh))
      all.set(channelId, answer);
    open = unknown.map(({ channelId }) => channelId).filter((channelId) => !all.has(channelId));
    if (open.length > 0 && mine.length === 0) await clock.sleep(LOOK_EVERY_MS);
  }
  return all;
}

/** A call that was claimed for a channel: its state then, with the number of the call in `asks`. */
export interface Claim extends ChannelState {
  /** The state in which the record was found. */
  readonly stale: ChannelState;
}

/** Asks IVS about the channels whose calls were claimed, and keeps the answers. */
async function asked<Value>(
  app: ReadApp,
  source: Source<Value>,
  claims: readonly Claim[],
  isFresh: boolean,
): Promise<Map<string, Known<Value>>> {
  const all = new Map<string, Known<Value>>();
  for (let from = 0; from < claims.length; from += BATCH_GET_MAX) {
    const chunk = claims.slice(from, from + BATCH_GET_MAX);
    const asOf = app.clock.now();
    const answers = await answersOf(app, source, chunk).catch(async (error: unknown) => {
      await Promise.all(chunk.map(({ key, record }) => releaseAsk(app.store, key, record.asks)));
      for (const claim of chunk) {
        const old = !isFresh && isPassing(error) ? usable(claim) : undefined;
        if (!old) throw error;
        all.set(claim.channelId, knownFrom<Value>(old));
      }
      return undefined;
    });
    if (!answers) continue;
    await Promise.all(
      chunk.map(async (claim) => {
        const value = answers.get(claim.channelId);
        all.set(claim.channelId, { value, asOf });
        await keepAnswer(app, claim, value, asOf);
      }),
    );
  }
  return all;
}

/** Returns whether IVS refuses for now, and may answer soon. */
export const isPassing = (error: unknown): error is IvsRefusal =>
  error instanceof IvsRefusal && error.isPassing;

/** Returns the reading that was there, if it has every change of ours, whatever its age. */
function usable({ stale }: Claim): Reading | undefined {
  return isCurrent(stale) && stale.record.reading.value !== undefined
    ? stale.record.reading
    : undefined;
}

/** Asks IVS about the channels of claims, patiently. */
const answersOf = <Value>(
  app: ReadApp,
  { ask }: Source<Value>,
  claims: readonly Claim[],
): Promise<Map<string, Value>> =>
  patiently(app, () =>
    ask(
      app,
      claims.map(({ channelId }) => channelId),
    ),
  );

/**
 * Makes a call of IVS, again and again for some seconds while IVS throttles it.
 * @throws IvsRefusal
 */
export async function patiently<Answer>(
  { clock, random }: Pick<ReadApp, 'clock' | 'random'>,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (let tries = 1, pauseMs = FIRST_PAUSE_MS; ; tries++, pauseMs *= 2) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof IvsRefusal) || error.class !== 'throttled' || tries === TRIES)
        throw error;
      await clock.sleep(pauseMs * (0.5 + random.next()));
    }
  }
}

/**
 * Keeps the answer to a claimed call.
 * @param isSeen the answer shows the last change, so it need not be waited for any longer
 */
export async function keepAnswer(
  { store }: Pick<App, 'store'>,
  claim: ChannelState,
  value: unknown,
  asOf: number,
  isSeen = false,
): Promise<void> {
  await keepReading(store, claim.key, {
    askNo: claim.record.asks,
    asOf,
    stamp: stampOf(claim),
    isSettled: isSeen || isSettledAt(claim, asOf),
    value: value === undefined ? undefined : JSON.stringify(value),
  });
}

/** Claims the next call of IVS about one channel, whoever else asks. */
export async function claimed(
  app: Pick<App, 'store' | 'clock'>,
  { keyOf }: Pick<Source<unknown>, 'keyOf'>,
  channelId: string,
): Promise<ChannelState | undefined> {
  const [state] = await statesOf(app, [channelId], keyOf);
  if (!state) return undefined;
  const record = await claimAsk(app.store, state.key, app.clock.now(), true);
  return record && { ...state, record };
}
