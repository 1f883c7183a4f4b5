import { isoTime } from '../clock.ts';
import type { Item, Key } from '../dynamodb.ts';
import { SHARDS, type DuePartition } from '../jobs/jobIndexes.ts';
import { isStranded, type Job } from '../jobs/job.ts';
import { DEADLINES } from '../journal/keyDeadlines.ts';
import { partitionOf } from '../journal/openStates.ts';
import { channelIdOf } from '../records/keys.ts';
import { keyRuleOf, type Policy, type RuledChannel } from '../records/policies.ts';
import type { SuspensionPartition } from '../records/suspensions.ts';

/** The states by which channels can be listed. */
export const STATE_NAMES = [
  'suspended',
  'keyless',
  'overdue',
  'live',
  'unhealthy',
  'stranded',
] as const;
export type StateName = (typeof STATE_NAMES)[number];

/** An entry of an index. */
export interface Found {
  readonly key: Key;
  readonly dueSk: string;
  readonly channelId: string | undefined;
}

/** The source of a state: entries of the index `due`, which may lag by a moment. */
interface StateSource {
  readonly partitions: readonly string[];
  /** The number of partitions over which entries are spread evenly; 1 if absent. */
  readonly spread?: number;
  /** The most entries that a page looks at. */
  readonly pageMax?: number;
  /** Returns the channel of an entry; undefined: the entry is about something else. */
  readonly channelOf: (key: Key) => string | undefined;
  /** Returns whether an entry counts at `now` (ms since the epoch), by its place in the index. */
  readonly isDue?: (dueSk: string, now: number) => boolean;
  /** Returns whether the channel is in the state; absent: the index decides. */
  readonly holds?: (about: About) => boolean;
}

interface About {
  readonly now: number;
  /** The channel, as last read. */
  readonly channel: RuledChannel;
  readonly policies: readonly Policy[];
  /** The item of the job of the channel, read consistently. */
  readonly job: Item | undefined;
}

/**
 * How far ahead the place of a stranded job may lie, in ms: the sweep moves a job that it has
 * published by 90 s, and code that does not know its workflow moves it by five minutes.
 */
const AHEAD_MS_MAX = 6 * 60_000;

const sharded = (...partitions: DuePartition[]): string[] =>
  partitions.flatMap((partition) =>
    Array.from({ length: SHARDS }, (_, shard) => `${partition}#${shard}`),
  );

/** Only a job has a workflow; its other members are as they were written. */
const isJob = (item: Item | undefined): item is Item & Job => typeof item?.workflow === 'string';

const channelOfState = ({ pk }: Key): string => pk.slice('open/'.length);
const channelOfJob = (key: Key): string | undefined =>
  key.sk === 'job' && key.pk.startsWith('channel/') ? channelIdOf(key) : undefined;

/** The place of an entry in time. */
const timeIn = (dueSk: string): string => dueSk.slice(0, isoTime(0).length);

export const SOURCES: Readonly<Record<StateName, StateSource>> = {
  suspended: {
    partitions: ['suspensionOpen', 'suspension'] satisfies SuspensionPartition[],
    channelOf: channelIdOf,
  },
  keyless: { partitions: [partitionOf('keyless')], channelOf: channelOfState },
  overdue: {
    partitions: [DEADLINES],
    channelOf: channelOfState,
    isDue: (dueSk, now) => timeIn(dueSk) <= isoTime(now),
    // The policy or the tag may have been removed since the deadline was noted.
    holds: ({ channel, policies }) => keyRuleOf(policies, channel) !== undefined,
  },
  live: { partitions: [partitionOf('stream')], channelOf: channelOfState },
  unhealthy: { partitions: [partitionOf('starvation')], channelOf: channelOfState },
  stranded: {
    partitions: sharded('emergency', 'due', 'streamEnded'),
    spread: SHARDS,
    // A job with a long timeline has many kilobytes.
    pageMax: 50,
    channelOf: channelOfJob,
    isDue: (dueSk, now) => timeIn(dueSk) <= isoTime(now + AHEAD_MS_MAX),
    holds: ({ job, now }) => isJob(job) && isStranded(job, now),
  },
};
