import type { ChannelSummary } from '@aws-sdk/client-ivs';
import { arnOf } from '../arns.ts';
import type { Item, Store } from '../dynamodb.ts';
import { isTagged } from '../managed.ts';
import { allPolicies } from '../records/policies.ts';
import { readingRecordOf } from '../records/readings.ts';
import { known, type ReadApp } from './asking.ts';
import { summaryOf } from './channelList.ts';
import { CHANNELS, type KnownChannel } from './channels.ts';
import { SOURCES, type Found, type StateName } from './stateSources.ts';
import { isCurrent, jobKeyOf, jobMarkOf } from './states.ts';

// Channels by state. An index of the table says which channels are in a state, and may lag by a
// moment; the channels and their jobs are read consistently. IVS is not asked: a page costs one
// query of each partition of the index and the reads of its own channels, however many there are.

/**
 * The place at which a page begins: after `dueSk` in the order of the index. Several entries may
 * have the same `dueSk` if it is a time alone, so the entries that were listed there are named.
 */
export interface StatePlace {
  readonly dueSk: string;
  readonly listed: readonly string[];
}

/** A page of the channels in a state, longest first. */
export interface StatePage {
  readonly items: ChannelSummary[];
  readonly next?: StatePlace;
  /** The time to which the descriptions are true at least, in ms since the epoch. */
  readonly asOf: number;
}

/** Returns the greatest text that sorts before an instant, so that an index page includes it. */
const before = (dueSk: string): string => dueSk.slice(0, -1);

/** Names an entry among those of the same time. */
const nameOf = ({ channelId, key }: Found): string => channelId ?? `${key.pk}/${key.sk}`;

/** Returns whether no other channel has an entry at this place. */
const isUnique = (dueSk: string): boolean => dueSk.includes('#');

/**
 * Returns the entries of a state after a place, and whether more may follow. Each partition gives
 * its share of a page, so a page ends where the first one of them has to be asked again.
 */
async function entriesOf(
  store: Store,
  state: StateName,
  asked: { limit: number; now: number; from?: StatePlace | undefined },
): Promise<{ page: Found[]; isMore: boolean }> {
  const { partitions, spread = 1, pageMax = asked.limit } = SOURCES[state];
  const { channelOf, isDue = () => true } = SOURCES[state];
  const { now, from } = asked;
  const limit = Math.min(asked.limit, pageMax);
  const listed = new Set(from?.listed);
  const above = from && (isUnique(from.dueSk) ? from.dueSk : before(from.dueSk));
  const wanted = Math.ceil((limit + 1) / spread) + listed.size;
  const parts = await Promise.all(
    partitions.map(async (partition) => {
      const keys = await store.keys({
        index: 'due',
        partition,
        limit: wanted,
        order: 'ascending',
        ...(above !== undefined && { above }),
      });
      const found = keys
        .map((key): Found => ({ key, dueSk: String(key.dueSk), channelId: channelOf(key) }))
        .filter(({ dueSk }) => isDue(dueSk, now));
      return { found, end: found.length === wanted ? found.at(-1)?.dueSk : undefined };
    }),
  );
  const [end] = parts.flatMap((part) => part.end ?? []).toSorted();
  const all = parts
    .flatMap(({ found }) => found)
    .filter((entry) => !(entry.dueSk === from?.dueSk && listed.has(nameOf(entry))))
    .filter(({ dueSk }) => end === undefined || dueSk <= end)
    .toSorted((a, b) => (a.dueSk < b.dueSk ? -1 : 1));
  return { page: all.slice(0, limit), isMore: end !== undefined || all.length > limit };
}

/** Returns the place after the last entry of a page. */
function placeAfter(page: readonly Found[], from: StatePlace | undefined): StatePlace {
  const dueSk = page.at(-1)?.dueSk ?? '';
  if (isUnique(dueSk)) return { dueSk, listed: [] };
  const earlier = from?.dueSk === dueSk ? from.listed : [];
  const now = page.filter((one) => one.dueSk === dueSk).map(nameOf);
  return { dueSk, listed: [...new Set([...earlier, ...now])] };
}

/** A channel as it was last read. */
interface Described {
  readonly channel: KnownChannel;
  readonly asOf: number;
  /** The description has every change of ours. */
  readonly isCurrent: boolean;
}

/** Returns the channel of a reading and a job; undefined when it is not known, or is gone. */
function describedBy(
  { config }: ReadApp,
  channelId: string,
  reading: Item | undefined,
  job: Item | undefined,
): Described | undefined {
  const key = CHANNELS.keyOf(channelId);
  const state = { channelId, key, record: readingRecordOf(reading), job: jobMarkOf(job) };
  const { value, asOf = 0 } = state.record.reading ?? {};
  if (state.job.isDeleted || value === undefined) return undefined;
  const channel = JSON.parse(value) as KnownChannel;
  return isTagged(config, channel.tags)
    ? { channel, asOf, isCurrent: isCurrent(state) }
    : undefined;
}

/** Asks IVS to describe channels, for a caller who wants the present moment. */
async function askedOf(
  app: ReadApp,
  channelIds: readonly string[],
): Promise<Map<string, Described>> {
  const all = await known(app, CHANNELS, channelIds, true);
  return new Map(
    [...all].flatMap(([id, { value, asOf }]) =>
      value && isTagged(app.config, value.tags)
        ? [[id, { channel: value, asOf, isCurrent: true }]]
        : [],
    ),
  );
}

/**
 * Returns a page of the channels that are in a state. A channel that is gone is in no state. If a
 * change of ours came after the last reading of a channel, the description has only its ARN.
 * @param isFresh asks IVS to describe the channels; which ones they are, the index says
 * @throws IvsRefusal only with `isFresh`
 */
export async function channelsIn(
  app: ReadApp,
  state: StateName,
  { limit, from, isFresh = false }: { limit: number; from?: StatePlace; isFresh?: boolean },
): Promise<StatePage> {
  const { store, clock, config } = app;
  const now = clock.now();
  const { page, isMore } = await entriesOf(store, state, { limit, now, from });
  const ids = [...new Set(page.flatMap(({ channelId }) => channelId ?? []))];
  const [items, asked, policies] = await Promise.all([
    store.getMany([...ids.map(CHANNELS.keyOf), ...ids.map(jobKeyOf)]),
    isFresh ? askedOf(app, ids) : undefined,
    state === 'overdue' ? allPolicies(store) : [],
  ]);
  const { holds = () => true } = SOURCES[state];
  const shown = ids.flatMap((id, n) => {
    const [reading, job] = [items[n], items[ids.length + n]];
    const known = asked ? asked.get(id) : describedBy(app, id, reading, job);
    return known && holds({ now, channel: { ...known.channel, id }, policies, job })
      ? [{ ...known, arn: arnOf(config, 'channel', id) }]
      : [];
  });
  return {
    items: shown.map(({ channel, arn, isCurrent }) => (isCurrent ? summaryOf(channel) : { arn })),
    ...(isMore && { next: placeAfter(page, from) }),
    asOf: Math.min(now, ...shown.flatMap(({ asOf, isCurrent }) => (isCurrent ? asOf : []))),
  };
}
