import type { Key } from '../dynamodb.ts';

// The keys of the records beside the jobs and the times for which they are kept, in one place: two
// records never meet under one key. Stored records have these names, so none of them changes. The
// jobs themselves lie under `<subject>`, `job` and `<subject>`, `job#<id>` (lib/jobs/table.ts).

const ofChannel = (channelId: string, sk: string): Key => ({ pk: `channel/${channelId}`, sk });

/** The channel of a record that lies under a channel. */
export const channelIdOf = ({ pk }: Key): string => pk.slice('channel/'.length);

const SESSION = 'session#';
/** The stream of a record of a session. */
export const streamIdOf = ({ sk }: Key): string => sk.slice(SESSION.length);

/** The key of each record that is one of its kind. */
export const recordKey = {
  /** Whether the deployment manages a channel, as it was last read. */
  managed: (channelId: string) => ofChannel(channelId, 'managed'),
  suspension: (channelId: string) => ofChannel(channelId, 'suspension'),
  /** Since when a channel has its present stream key. */
  streamKeyAge: (channelId: string) => ofChannel(channelId, 'streamKey'),
  /** When the last stream key of a channel was revoked. */
  revokedStreamKey: (channelId: string) => ofChannel(channelId, 'oldStreamKey'),
  streamSession: (channelId: string, streamId: string) =>
    ofChannel(channelId, `${SESSION}${streamId}`),
  /** The session of a channel that was created last. */
  startingSession: (channelId: string) => ofChannel(channelId, 'starting'),
  /** The request that a digest of caller, operation and Idempotency-Key stands for. */
  request: (digest: string): Key => ({ pk: `request/${digest}`, sk: 'request' }),
  /** The id that a digest of caller, purpose and Idempotency-Key stands for. */
  drawnId: (digest: string): Key => ({ pk: `key/${digest}`, sk: 'key' }),
} as const;

/** Records of one partition that are numbered: they lie in the order of their indexes. */
export interface Series {
  readonly pk: string;
  readonly prefix: string;
}

/** Up to a hundred channels or five hundred viewer sessions, by the index of the first one. */
export const chunksOf = (subject: string, parentId?: string): Series => ({
  pk: subject,
  prefix: parentId === undefined ? 'portion#' : `${parentId}#portion#`,
});
/** The results of such a set, by index. */
export const resultsOf = (subject: string, parentId?: string): Series => ({
  pk: subject,
  prefix: parentId === undefined ? 'result#' : `${parentId}#result#`,
});
/** Indexes have six digits, so that their order is that of texts. */
export const keyAt = ({ pk, prefix }: Series, index: number): Key => ({
  pk,
  sk: `${prefix}${String(index).padStart(6, '0')}`,
});

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** How long each record is kept, in seconds. */
export const KEEP_SECONDS = {
  finishedJob: 30 * DAY,
  /** A set of channels or viewer sessions that a job works on: longer than its finished job. */
  set: 40 * DAY,
  /** From its first request on, whatever that started. */
  idempotencyKey: DAY,
  /** Longer than the longest interval of rotation (a year). */
  streamKeyAge: 400 * DAY,
  revokedStreamKey: DAY,
  streamSession: 3 * DAY,
  /** In case that the job which lifted it fails: its successor needs the tags. */
  liftedSuspension: 30 * DAY,
  /** For its fence: no write is held up for longer. */
  closedSuspension: DAY,
  /** How long a membership that was read is believed. */
  managed: HOUR,
  /** A channel that is tagged in IVS is unknown to this deployment for so long at the most. */
  unmanaged: 60,
} as const;

/**
 * The `expiresAt` of a record, in seconds since the epoch.
 * @param since ms since the epoch
 */
export const expiryOf = (record: keyof typeof KEEP_SECONDS, since: number): number =>
  Math.floor(since / 1_000) + KEEP_SECONDS[record];
