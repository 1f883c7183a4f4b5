import { isoTime } from '../clock.ts';
import type { Item, Key, Store } from '../dynamodb.ts';
import { updateFenced, type Fence } from './fences.ts';
import { bansOf, channelIdOfBan, expiryOf, recordKey } from './keys.ts';
import { updateOnce, type OnceStore } from './updateOnce.ts';

/**
 * The ban of a viewer from a channel. Record `viewerBans/<channelId>`, `viewer#<viewerId>`; it
 * stands until `until`, unless it is lifted. The record outlives the ban for as long as a token
 * needs a version above the revoked ones. A schedule finds it in the index of due records
 * (`viewerBans`) while it stands.
 */
export interface ViewerBan {
  viewerId: string;
  /** ms since the epoch. */
  bannedAt: number;
  until: number;
  by: string;
  reason?: string;
  /** The first of the jobs that have done the work of this ban. */
  jobId: string;
  /**
   * The highest viewer session version that is revoked. Versions are epoch seconds, so it covers
   * every token that is signed before the end.
   */
  revokedUpTo: number;
  /** How often a ban of this viewer has been lifted; absent: never. */
  lifts?: number;
}

/**
 * How often the revocation of a ban is made anew, in ms. AWS does not document how long IVS
 * remembers one.
 */
const RENEWED_EVERY_MS = 12 * 3_600_000;
const DUE = 'viewerBans';
const NOT_DUE = { duePk: undefined, dueSk: undefined };

/** Returns the members that let the schedule find a ban, unless it ends before. */
const dueAfter = (at: number, until: number): Record<string, unknown> =>
  at + RENEWED_EVERY_MS < until ? { duePk: DUE, dueSk: isoTime(at + RENEWED_EVERY_MS) } : NOT_DUE;

const isBan = (record: Item | undefined): record is Item & ViewerBan =>
  record !== undefined && typeof record.revokedUpTo === 'number';
const stands = (record: Item | undefined, now: number): record is Item & ViewerBan =>
  isBan(record) && record.liftedAt === undefined && record.until > now;

/** Returns the ban that stands; undefined when there is none. */
export async function readViewerBan(
  store: Store,
  channelId: string,
  viewerId: string,
  now: number,
): Promise<ViewerBan | undefined> {
  const record = await store.get(recordKey.viewerBan(channelId, viewerId));
  return stands(record, now) ? record : undefined;
}

/**
 * Returns the ban of a viewer, if one stands, and the lowest viewer session version that a new
 * token may have.
 */
export async function readAdmission(
  store: Store,
  channelId: string,
  viewerId: string,
  now: number,
): Promise<{ ban?: ViewerBan; version: number }> {
  const record = await store.get(recordKey.viewerBan(channelId, viewerId));
  const version = Math.floor(now / 1_000);
  if (!isBan(record)) return { version };
  return {
    version: Math.max(version, record.revokedUpTo + 1),
    ...(stands(record, now) && { ban: record }),
  };
}

/** Returns how often a ban of a viewer has been lifted; undefined when there was no lift. */
export async function readLifts(
  store: Store,
  channelId: string,
  viewerId: string,
): Promise<number | undefined> {
  const record = await store.get(recordKey.viewerBan(channelId, viewerId));
  return isBan(record) ? record.lifts : undefined;
}

/** Returns the ban that a job has written and that still stands, however late it is. */
export async function readBanOf(
  store: Store,
  channelId: string,
  viewerId: string,
  jobId: string,
): Promise<ViewerBan | undefined> {
  const record = await store.get(recordKey.viewerBan(channelId, viewerId));
  return isBan(record) && record.jobId === jobId && record.liftedAt === undefined
    ? record
    : undefined;
}

/**
 * Bans a viewer, in place of an earlier ban. The versions that an earlier ban revoked stay revoked,
 * and the lowest one above them is revoked as well, because a token may have been issued with it.
 * Safe to repeat: a ban that was lifted since is not written again.
 */
export async function writeViewerBan(
  store: Store,
  channelId: string,
  fence: Fence,
  ban: Omit<ViewerBan, 'revokedUpTo'>,
): Promise<void> {
  const key = recordKey.viewerBan(channelId, ban.viewerId);
  const before = await store.get(key);
  if (before?.jobId === ban.jobId) return;
  const issued = isBan(before) ? before.revokedUpTo + 1 : 0;
  const revokedUpTo = Math.max(Math.ceil(ban.until / 1_000), issued);
  const expiresAt = expiryOf('viewerBan', revokedUpTo * 1_000);
  await updateFenced(store, key, fence, {
    set: {
      reason: undefined,
      liftedAt: undefined,
      ...ban,
      revokedUpTo,
      expiresAt,
      ...dueAfter(ban.bannedAt, ban.until),
    },
  });
}

/** Takes a ban back that a job has written. Safe to repeat. */
export const forgetViewerBan = async (
  store: Store,
  channelId: string,
  fence: Fence,
  { viewerId, jobId }: Pick<ViewerBan, 'viewerId' | 'jobId'>,
  now: number,
): Promise<void> =>
  void (await updateFenced(store, recordKey.viewerBan(channelId, viewerId), fence, {
    set: { liftedAt: now, ...NOT_DUE },
    when: { equals: { jobId }, absent: ['liftedAt'] },
  }));

/**
 * Lifts the ban that stands. It changes no fence: the job of the ban goes on and finds it lifted.
 * @returns `lifted`; `already` when it was lifted before; `none` when there is no ban
 */
export async function liftViewerBan(
  app: OnceStore,
  channelId: string,
  viewerId: string,
  now: number,
): Promise<'lifted' | 'already' | 'none'> {
  const key = recordKey.viewerBan(channelId, viewerId);
  for (;;) {
    const record = await app.store.get(key);
    if (!isBan(record) || record.until <= now) return 'none';
    if (record.liftedAt !== undefined) return 'already';
    const lifted = await updateOnce(app, key, {
      set: { liftedAt: now, lifts: (record.lifts ?? 0) + 1, ...NOT_DUE },
      when: { equals: { jobId: record.jobId }, absent: ['liftedAt'] },
    });
    if (lifted) return 'lifted';
  }
}

/** The most records that one read takes; bans are small, so they stay below DynamoDB's megabyte. */
const READ_MAX = 1_000;

/**
 * Lists the bans of a channel that stand, in the order of the viewers' encoded ids. It reads the
 * partition of the channel alone.
 * @param after the viewer with whom the page before ended
 */
export async function listViewerBans(
  store: Store,
  channelId: string,
  { limit, after, now }: { limit: number; after?: string | undefined; now: number },
): Promise<{ bans: ViewerBan[]; next?: string }> {
  const { pk, prefix } = bansOf(channelId);
  const bans: ViewerBan[] = [];
  let from = after === undefined ? undefined : recordKey.viewerBan(channelId, after).sk;
  for (let take = limit + 1; ; take = READ_MAX) {
    const records = await store.list(pk, prefix, take, from);
    for (const record of records) {
      if (!stands(record, now)) continue;
      if (bans.length === limit) return { bans, next: bans.at(-1)?.viewerId ?? '' };
      bans.push(record);
    }
    // Records that have expired are left out of a read, so that a short one is not the last one.
    from = records.at(-1)?.sk;
    if (from === undefined) return { bans };
  }
}

/** A ban whose revocation is to be made anew. */
export interface DueBan extends ViewerBan {
  readonly channelId: string;
  /** Notes that the revocation was made at a time, unless the ban has changed since it was read. */
  readonly renewed: (at: number) => Promise<void>;
}

/**
 * Returns bans that stand and whose revocation is to be made anew, the oldest one first. Those that
 * have ended leave the index here, and pages on which none stands are passed over, so that however
 * many have ended, they hide none that stands.
 */
export async function dueViewerBans(store: Store, limit: number, now: number): Promise<DueBan[]> {
  const below = isoTime(now);
  const bans: DueBan[] = [];
  let after: string | undefined;
  do {
    const page = await store.keys({
      index: 'due',
      partition: DUE,
      limit,
      order: 'ascending',
      // DynamoDB takes one condition on the key by which it sorts.
      ...(after === undefined ? { below } : { above: after }),
    });
    const keys = page.filter(({ dueSk }) => String(dueSk) < below);
    for (const { pk, sk, dueSk } of keys) {
      const record = await store.get({ pk, sk });
      if (!stands(record, now)) await leaveIndex(store, { pk, sk }, dueSk);
      // An index that lags names bans that have been renewed or changed since.
      else if (record.duePk === DUE && record.dueSk === dueSk) bans.push(dueBan(store, record));
    }
    after = keys.length < limit ? undefined : String(keys.at(-1)?.dueSk);
  } while (bans.length === 0 && after !== undefined);
  return bans;
}

/** Takes a ban out of the index, unless it has another place there by now. */
const leaveIndex = async (store: Store, key: Key, dueSk: unknown): Promise<void> =>
  void (await store.update(key, { set: NOT_DUE, when: { equals: { dueSk } } }));

const dueBan = (store: Store, record: Item & ViewerBan): DueBan => ({
  ...record,
  channelId: channelIdOfBan(record),
  async renewed(at) {
    const { pk, sk, jobId, dueSk, until } = record;
    await store.update(
      { pk, sk },
      { set: dueAfter(at, until), when: { equals: { jobId, dueSk } } },
    );
  },
});
