import type { App } from '../app.ts';
import type { Item, Key } from '../dynamodb.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import { isEndStatus, type Job } from '../jobs/job.ts';
import { readingRecordOf, type Reading, type ReadingRecord } from '../records/readings.ts';
import { CLOCKS_DIFFER_MS_MAX } from '../records/streamSessions.ts';

// A reading is up to date as long as we have changed nothing since. Every change of a channel by a
// job is preceded by a write to the channel's job, which gives it another id or version, and every
// direct mutation by a write to the record of the reading. Both together are the stamp of a moment.
// A reading carries the stamp from before its call, and counts while the stamp is still the same.
// So jobs write nothing for the reads, and no two clocks are compared.

/** The state of a channel that decides whether its reading counts, read consistently. */
export interface ChannelState {
  channelId: string;
  key: Key;
  record: ReadingRecord;
  job: JobMark;
}

/** The part of a channel's job that decides whether readings count. */
export interface JobMark {
  /** Another one after each change by a job. */
  stamp: string;
  /** The last change by a job was made by this time, in ms since the epoch. */
  changedAt: number;
  /** The channel has been deleted. */
  isDeleted: boolean;
}

const NO_JOB: JobMark = { stamp: '', changedAt: 0, isDeleted: false };

/** Only a job has a workflow; its other members are as they were written. */
const isJob = (item: Item | Job): item is Job => typeof item.workflow === 'string';

/**
 * Returns what a channel's job says. A job that has ended changes nothing any more, so later
 * additions to its record do not matter; one that has not ended may change the channel after each
 * write that gives it another version. A call of it that got no answer may take effect later.
 */
export function jobMarkOf(item: Item | Job | undefined): JobMark {
  if (!item || !isJob(item)) return NO_JOB;
  const { id, version, status, acting, updatedAt, lateCallUntil = 0, unsettledUntil = 0 } = item;
  const late = Math.max(lateCallUntil, unsettledUntil);
  if (!isEndStatus(status))
    return {
      stamp: `${id}@${version}`,
      changedAt: acting ? Infinity : Math.max(updatedAt, late),
      isDeleted: false,
    };
  const { workflow, ending, finishedAt = 0 } = item;
  return {
    stamp: id,
    changedAt: Math.max(finishedAt, late),
    isDeleted: workflow === 'deleteChannel' && (ending === 'succeeded' || ending === 'notFound'),
  };
}

/** Returns the key of a channel's job, which lies with the other records of the channel. */
export const jobKeyOf = (channelId: string): Key => ({ pk: `channel/${channelId}`, sk: 'job' });

/** Returns what a channel's job says now. */
export const jobOfChannel = async (
  { store }: Pick<App, 'store'>,
  channelId: string,
): Promise<JobMark> => jobMarkOf(await store.get(jobKeyOf(channelId)));

/** Returns the states of channels, in the order of their ids; `keyOf` gives the readings' keys. */
export async function statesOf(
  { store }: Pick<App, 'store'>,
  channelIds: readonly string[],
  keyOf: (channelId: string) => Key,
): Promise<ChannelState[]> {
  const keys = channelIds.map(keyOf);
  const items = await store.getMany([...keys, ...channelIds.map(jobKeyOf)]);
  return channelIds.map((channelId, n) => ({
    channelId,
    key: keyOf(channelId),
    record: readingRecordOf(items[n]),
    job: jobMarkOf(items[channelIds.length + n]),
  }));
}

/** How long a process with a slow clock takes a time for one that is still to come, in ms. */
const SKEW_MS_MAX = 2 * CLOCKS_DIFFER_MS_MAX;

/** Returns the stamp of a state: a reading whose call began after it has all changes before it. */
export const stampOf = ({ record, job }: ChannelState): string => `${job.stamp}|${record.begun}`;

/**
 * Returns whether IVS's reads, which may lag behind its writes, show all changes of ours.
 * @param now ms since the epoch
 */
export const isSettledAt = ({ record, job }: ChannelState, now: number): boolean =>
  now > Math.max(record.changedAt, job.changedAt) + READ_LAG_MS + SKEW_MS_MAX;

/** Returns whether the reading of a channel has every change of ours. */
export function isCurrent(
  state: ChannelState,
): state is ChannelState & { record: { reading: Reading } } {
  const { reading } = state.record;
  return reading !== undefined && reading.isSettled && reading.stamp === stampOf(state);
}
