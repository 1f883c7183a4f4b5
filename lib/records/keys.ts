import type { Key } from '../dynamodb.ts';
import { digestOf } from '../random.ts';

// The keys of the records beside the jobs and the times for which they are kept, in one place, so
// that two records never have the same key. Stored records have these names, so none of them may
// change. The jobs themselves have the keys `<subject>`, `job` and `<subject>`, `job#<id>`
// (lib/jobs/table.ts).

const ofChannel = (channelId: string, sk: string): Key => ({ pk: `channel/${channelId}`, sk });

/** Returns the channel of a record under a channel's key. */
export const channelIdOf = ({ pk }: Key): string => pk.slice('channel/'.length);

const READING = 'reading/';
/** Returns the channel that a reading is about. */
export const channelIdOfReading = ({ pk }: Key): string => pk.slice(READING.length);

const SESSION = 'session#';
/** Returns the stream id of a session's record. */
export const streamIdOf = ({ sk }: Key): string => sk.slice(SESSION.length);

const BANS = 'viewerBans/';
/** Returns the channel of a ban. */
export const channelIdOfBan = ({ pk }: Key): string => pk.slice(BANS.length);

/** The bans of a channel, by the viewer's id. */
export const bansOf = (channelId: string): Series => ({
  pk: `${BANS}${channelId}`,
  prefix: 'viewer#',
});

/** Returns the key of each record that is the only one of its kind. */
export const recordKey = {
  /** Whether the deployment manages a channel, at the last read. */
  managed: (channelId: string) => ofChannel(channelId, 'managed'),
  suspension: (channelId: string) => ofChannel(channelId, 'suspension'),
  /** The time since which a channel has its current stream key. */
  streamKeyAge: (channelId: string) => ofChannel(channelId, 'streamKey'),
  /** The time at which the last stream key of a channel was revoked. */
  revokedStreamKey: (channelId: string) => ofChannel(channelId, 'oldStreamKey'),
  streamSession: (channelId: string, streamId: string) =>
    ofChannel(channelId, `${SESSION}${streamId}`),
  /** The session of a channel that was created last. */
  startingSession: (channelId: string) => ofChannel(channelId, 'starting'),
  /**
   * The last reading of a channel. Readings have partitions of their own, so that the functions
   * that read may write them and no other record.
   */
  channelReading: (channelId: string): Key => ({ pk: `${READING}${channelId}`, sk: 'channel' }),
  /** The last reading of a channel's stream, and that of the list of all live streams. */
  streamReading: (channelId: string): Key => ({ pk: `${READING}${channelId}`, sk: 'stream' }),
  streamListReading: (): Key => ({ pk: `${READING}#streams`, sk: 'list' }),
  /** How far the background refresh of the channels is. */
  channelRefresh: (): Key => ({ pk: `${READING}#channels`, sk: 'refresh' }),
  /** How many calls of IVS jobs had made at a minute; each of an hour's minutes has a record. */
  quotaSample: (minute: number): Key => ({
    pk: 'quotaSamples',
    sk: `minute#${String(minute % 60).padStart(2, '0')}`,
  }),
  /** The request that a digest of caller, operation and Idempotency-Key stands for. */
  request: (digest: string): Key => ({ pk: `request/${digest}`, sk: 'request' }),
  /** The id that a digest of caller, purpose and Idempotency-Key stands for. */
  drawnId: (digest: string): Key => ({ pk: `key/${digest}`, sk: 'key' }),
  /**
   * The ban of a viewer from a channel. Bans have partitions of their own, so that the function
   * that issues tokens may read them and few other records.
   */
  viewerBan: (channelId: string, viewerId: string): Key => ({
    pk: bansOf(channelId).pk,
    sk: `${bansOf(channelId).prefix}${encodeURIComponent(viewerId)}`,
  }),
  /** The parts of an open batch of viewer sessions. */
  viewerBatch: (subject: string): Key => ({ pk: subject, sk: 'batch' }),
  /** How far the odd half of a batch is. */
  oddHalf: (subject: string): Key => ({ pk: subject, sk: 'oddHalf' }),
  /** A link that shows the value of a stream key once. */
  streamKeyLink: (id: string): Key => ({ pk: `streamKeyLink/${id}`, sk: 'link' }),
  reaction: (name: string): Key => ({ pk: `reaction/${name}`, sk: 'definition' }),
  /** The decision of a reaction about an event. */
  decision: (name: string, eventId: string): Key => ({
    pk: `reaction/${name}`,
    sk: `decision#${eventId}`,
  }),
  /** How often a reaction has acted in its current window. */
  reactionWindow: (name: string): Key => ({ pk: `reaction/${name}`, sk: 'window' }),
  policy: (name: string): Key => ({ pk: `policy/${name}`, sk: 'definition' }),
  /** The files of a recording. */
  recordingFiles: (id: string): Key => ({ pk: `recording/${id}`, sk: 'files' }),
  /** The plan of an operation on many channels, and the orders of callers about it. */
  operationPlan: (id: string): Key => ({ pk: `operation/${id}`, sk: 'plan' }),
  operationOrders: (id: string): Key => ({ pk: `operation/${id}`, sk: 'orders' }),
  /** The time to which the beginning of a scheduled job was moved, and whether it is fixed. */
  scheduledTime: (id: string): Key => ({ pk: `scheduledJob/${id}`, sk: 'time' }),
  /** The decision of a second person about a job. */
  approval: (subject: string, jobId: string): Key => ({ pk: subject, sk: `approval#${jobId}` }),
  /** An event that a function gave up. */
  deadLetter: (id: string): Key => ({ pk: `deadLetter/${id}`, sk: 'deadLetter' }),
} as const;

/** Records of one partition, in the order of their sort keys. */
export interface Series {
  readonly pk: string;
  readonly prefix: string;
}

/** Up to a hundred channels or five hundred viewer sessions, by the index of the first one. */
export const chunksOf = (subject: string, parentId?: string): Series => ({
  pk: subject,
  prefix: parentId === undefined ? 'portion#' : `${parentId}#portion#`,
});
/** The pairs of one part of an open batch of viewer sessions, by their index in the part. */
export const partOf = (subject: string, partId: string): Series => ({
  pk: subject,
  prefix: `part#${partId}#`,
});
/** The results of a set, by index. */
export const resultsOf = (subject: string, parentId?: string): Series => ({
  pk: subject,
  prefix: parentId === undefined ? 'result#' : `${parentId}#result#`,
});
/** The events of a channel that a reaction matched with its pattern, by time. */
export const matchesOf = (name: string, pattern: string, channelId: string): Series => ({
  pk: recordKey.reaction(name).pk,
  prefix: `match#${digestOf(pattern)}#${channelId}#`,
});
/** Returns the key at an index. Indexes have six digits, so that they sort as texts. */
export const keyAt = ({ pk, prefix }: Series, index: number): Key => ({
  pk,
  sk: `${prefix}${String(index).padStart(6, '0')}`,
});

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** How long each record is kept, in seconds. */
export const KEEP_SECONDS = {
  finishedJob: 30 * DAY,
  /**
   * A set of channels or viewer sessions that a job works on is kept for longer than its finished
   * job.
   */
  set: 40 * DAY,
  /** From the approval on: longer than the furthest time of work (366 days) and a set. */
  approvedTime: 410 * DAY,
  /** From the first request on, for any kind of request. */
  idempotencyKey: DAY,
  /** Longer than the longest rotation interval (a year). */
  streamKeyAge: 400 * DAY,
  streamSession: 3 * DAY,
  /** Kept in case the job that lifted it fails: its successor needs the tags. */
  liftedSuspension: 30 * DAY,
  /** Kept for its fence; no write is delayed for longer. */
  closedSuspension: DAY,
  /** Readings of channels that nobody refreshes disappear. */
  reading: DAY,
  /** The reading that a channel does not exist. */
  missingReading: 60,
  /** From the highest revoked version on, for its fence; no write is delayed for longer. */
  viewerBan: DAY,
  /** From its end on. */
  streamKeyLink: DAY,
  deadLetter: 90 * DAY,
  decision: 30 * DAY,
  /** Longer than the record of an open stream (60 days). */
  streamDecision: 61 * DAY,
  /** Longer than the queue keeps a message (14 days), so that no second delivery revives it. */
  closedDeadLetter: 15 * DAY,
  /** How long a membership is cached after it was read. */
  managed: HOUR,
  /** After a channel is tagged in IVS, this deployment may not know it for this long. */
  unmanaged: 60,
} as const;

/**
 * Returns the `expiresAt` of a record, in seconds since the epoch.
 * @param since ms since the epoch
 */
export const expiryOf = (record: keyof typeof KEEP_SECONDS, since: number): number =>
  Math.floor(since / 1_000) + KEEP_SECONDS[record];
