import { arnOf, idOf } from '../arns.ts';
import { isOldEnough } from '../actions/selecting.ts';
import type { Selection } from '../actions/inputs.ts';
import type { Workflow } from '../definition/define.ts';
import type { Item } from '../dynamodb.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { takesOver } from '../jobs/precedence.ts';
import { isTagged } from '../managed.ts';
import { channelIdOfReading, recordKey } from '../records/keys.ts';
import { allPolicies, keyRuleOf } from '../records/policies.ts';
import { CHANNEL_LIST, readingRecordOf } from '../records/readings.ts';
import { looksSelected } from '../records/selections.ts';
import type { ReadApp } from './asking.ts';
import { CHANNELS, type KnownChannel } from './channels.ts';
import { channelsIn } from './channelsByState.ts';
import type { StateName } from './stateSources.ts';
import { jobKeyOf, jobMarkOf } from './states.ts';

// The channels that a selection names, by what is known about them: the index and the readings.
// IVS is not asked. An operation checks each channel again when its turn comes.

/** The most channels that an operation works on. */
export const SELECTED_MAX = 10_000;
/** The number of keys that one read of an index returns, and of channels that are read at once. */
const PAGE = 1_000;

/** A selection, and the ids to which it is limited, if it names any. */
export interface Selecting {
  readonly selection: Selection;
  readonly ids?: readonly string[] | undefined;
}

/** Why a channel that was asked for is not in the set, or will have to wait. */
export interface Refused {
  readonly channelArn: string;
  readonly reason: 'unknown' | 'notManaged' | 'locked';
  /** The job that locks the channel. */
  readonly job?: string;
}

/** The set that a selection names now. */
export interface Selected {
  /** The channels, in the order of their ids. */
  readonly channels: readonly { readonly id: string; readonly name?: string | undefined }[];
  readonly live: ReadonlySet<string>;
  readonly refused: readonly Refused[];
}

/** Returns the ids of the channels in a state. */
async function idsIn(app: ReadApp, state: StateName): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let from: Parameters<typeof channelsIn>[2]['from'] | null; from !== null;) {
    const page = await channelsIn(app, state, { limit: PAGE, ...(from && { from }) });
    for (const { arn = '' } of page.items) ids.add(idOf(arn));
    from = page.next ?? null;
  }
  return ids;
}

/** Returns the ids of all channels that are known. */
async function allIds({ store }: ReadApp): Promise<string[]> {
  const ids: string[] = [];
  for (let above: string | undefined; ;) {
    const keys = await store.keys({
      index: 'jobs',
      partition: CHANNEL_LIST,
      limit: PAGE,
      order: 'ascending',
      ...(above !== undefined && { above }),
    });
    ids.push(...keys.map(channelIdOfReading));
    above = keys.length < PAGE ? undefined : ids.at(-1);
    if (above === undefined) return ids;
  }
}

/** Returns the ids among which a selection looks, from the narrowest source that it allows. */
async function candidates(
  app: ReadApp,
  { selection: { is }, ids }: Selecting,
  live: ReadonlySet<string>,
): Promise<string[]> {
  const inState =
    is === undefined || is === 'idle' ? undefined : is === 'live' ? live : await idsIn(app, is);
  const from = ids ?? (inState ? [...inState] : await allIds(app));
  return [...new Set(from)]
    .filter((id) => inState?.has(id) ?? true)
    .filter((id) => is !== 'idle' || !live.has(id))
    .toSorted();
}

/** Only a job has a workflow; its other members are as they were written. */
const isJob = (item: Item | undefined): item is Item & Job => typeof item?.workflow === 'string';

/** Returns the channel of a reading, whatever its age; undefined when none is known. */
function channelOf(reading: Item | undefined, job: Item | undefined): KnownChannel | undefined {
  const { value } = readingRecordOf(reading).reading ?? {};
  return value === undefined || jobMarkOf(job).isDeleted
    ? undefined
    : (JSON.parse(value) as KnownChannel);
}

/**
 * Returns the channels that a selection names, by what is known now. A channel that another job
 * locks is in the set, and named among those that will have to wait.
 */
export async function select(
  app: ReadApp,
  selecting: Selecting,
  workflow: Workflow,
): Promise<Selected> {
  const { store, config, clock } = app;
  const { selection, ids: named } = selecting;
  const live = await idsIn(app, 'live');
  const ids = await candidates(app, selecting, live);
  const needsAge = selection.is === 'overdue' || selection.keyOlderThanMs !== undefined;
  const policies = selection.is === 'overdue' ? await allPolicies(store) : [];
  const channels: { id: string; name?: string | undefined }[] = [];
  const refused: Refused[] = [];
  for (let from = 0; from < ids.length; from += PAGE) {
    const chunk = ids.slice(from, from + PAGE);
    const items = await store.getMany([
      ...chunk.map(CHANNELS.keyOf),
      ...chunk.map(jobKeyOf),
      ...(needsAge ? chunk.map(recordKey.streamKeyAge) : []),
    ]);
    for (const [n, id] of chunk.entries()) {
      const [reading, job, age] = [0, 1, 2].map((part) => items[part * chunk.length + n]);
      const channel = channelOf(reading, job);
      const refuse = (reason: Refused['reason'], by?: string): void =>
        void refused.push({
          channelArn: arnOf(config, 'channel', id),
          reason,
          ...(by !== undefined && { job: by }),
        });
      if (!channel) {
        // A channel that nobody has described yet may match; the plan says that there are some.
        if (named || !jobMarkOf(job).isDeleted) refuse('unknown');
        continue;
      }
      if (!isTagged(config, channel.tags)) {
        if (named) refuse('notManaged');
        continue;
      }
      const since = typeof age?.since === 'number' ? age.since : undefined;
      if (!looksSelected(selection, channel)) continue;
      const maxAgeMs = keyRuleOf(policies, { ...channel, id })?.maxAgeMs;
      if (needsAge && !isOldEnough(selection, { since, now: clock.now(), maxAgeMs })) continue;
      channels.push({ id, name: channel.name });
      if (isJob(job) && !isFinal(job) && takesOver(job, workflow) !== 'atOnce')
        refuse('locked', job.id);
    }
  }
  return { channels, live, refused };
}

/**
 * Returns channels that an earlier operation selected, whatever is known about them now: their
 * names if those are known, which ones are live, and which ones a job locks.
 */
export async function selectedAmong(
  app: ReadApp,
  ids: readonly string[],
  workflow: Workflow,
): Promise<Selected> {
  const { channels, live, refused } = await select(app, { selection: {}, ids }, workflow);
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  return { channels: ids.map((id) => ({ id, name: names.get(id) })), live, refused };
}
