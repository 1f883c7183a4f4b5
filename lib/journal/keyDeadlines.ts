import { isoTime } from '../clock.ts';
import type { Item, Key, Store } from '../dynamodb.ts';
import type { KeyRule } from '../records/policies.ts';
import type { RotationTimes } from '../records/rotationTimes.ts';

// The time at which the stream key of a channel becomes older than a policy or the tag of the
// channel allows. Record `open/<channel>`, `overdue`, listed under `open#overdue` of the index
// `due` by that time, so a channel is overdue from the moment at which its place is in the past.
// The index `jobs` lists it by the time at which the schedule that rotates keys looks at it, under
// `keys#<policy>`. The walk that writes it keeps its own place in `open/#deadlines`.

/** The partition of the index `due` that lists the deadlines. */
export const DEADLINES = 'open#overdue';

/** How long a record is kept after its deadline, in seconds; then its channel is gone. */
const KEEP_SECONDS = 60 * 86_400;

export const deadlineKey = (channelId: string): Key => ({
  pk: `open/${channelId}`,
  sk: 'overdue',
});

/** A deadline. Times in ms since the epoch. */
export interface KeyDeadline {
  /** Since when the channel has the key. */
  readonly since: number;
  readonly dueAt: number;
  /** The policy that sets the deadline; undefined: the tag of the channel. */
  readonly policy?: string;
  /** When the key is rotated, if nothing defers it. */
  readonly actAt: number;
  /** When the schedule looks at the key: to announce the rotation, or to rotate. */
  readonly nextAt: number;
  /** The `actAt` for which the rotation has been announced. A change of the rules may move it. */
  readonly announcedFor?: number;
}

/** Returns the deadline in an item; undefined when it has none. */
export const deadlineIn = (item: Item | undefined): KeyDeadline | undefined =>
  item?.duePk === DEADLINES
    ? {
        since: Number(item.since),
        dueAt: Number(item.dueAt),
        // A deadline that an earlier release has noted names no time, and is noted again.
        actAt: Number(item.actAt ?? 0),
        nextAt: Number(item.nextAt ?? 0),
        ...(typeof item.policy === 'string' && { policy: item.policy }),
        ...announcedIn(item),
      }
    : undefined;

/** Returns for when an item is announced. An earlier release has noted only that it is. */
function announcedIn({
  announcedFor,
  isAnnounced,
  actAt,
}: Item): Pick<KeyDeadline, 'announcedFor'> {
  if (typeof announcedFor === 'number') return { announcedFor };
  return isAnnounced === true ? { announcedFor: Number(actAt) } : {};
}

/** Returns whether the rotation of a key has been announced for a time. */
export const isAnnounced = (
  noted: KeyDeadline | undefined,
  { since, actAt }: Pick<KeyDeadline, 'since' | 'actAt'>,
): boolean => noted?.since === since && noted.announcedFor === actAt;

/**
 * Returns the deadline of a key under its rule.
 * @param noted the deadline that is noted for the channel
 */
export function deadlineOf(
  { policy }: KeyRule,
  { dueAt, actAt, announceAt }: RotationTimes,
  since: number,
  noted: KeyDeadline | undefined,
): KeyDeadline {
  return {
    since,
    dueAt,
    actAt,
    nextAt:
      announceAt === undefined || isAnnounced(noted, { since, actAt })
        ? actAt
        : Math.min(announceAt, actAt),
    ...(policy && { policy: policy.name }),
  };
}

/** Returns whether two deadlines are the same. */
export const isSameDeadline = (a: KeyDeadline, b: KeyDeadline | undefined): boolean =>
  a.since === b?.since &&
  a.dueAt === b.dueAt &&
  a.actAt === b.actAt &&
  a.nextAt === b.nextAt &&
  a.policy === b.policy;

/** Returns the partition of the index `jobs` that lists the deadlines of a policy, or of tags. */
const listOf = (policy = ''): string => `keys#${policy}`;

/**
 * Writes the deadline of a channel, unless a later key is known. A deadline that does not say for
 * when it is announced leaves that as it is: the announcement may have been made meanwhile.
 */
export const noteDeadline = async (
  store: Store,
  channelId: string,
  { since, dueAt, actAt, nextAt, policy, announcedFor }: KeyDeadline,
): Promise<void> =>
  void (await store.update(deadlineKey(channelId), {
    set: {
      since,
      dueAt,
      duePk: DEADLINES,
      dueSk: `${isoTime(dueAt)}#${channelId}`,
      policy,
      actAt,
      nextAt,
      isAnnounced: undefined,
      ...(announcedFor !== undefined && { announcedFor }),
      listPk: listOf(policy),
      listSk: `${isoTime(nextAt)}#${channelId}`,
      expiresAt: Math.floor(dueAt / 1_000) + KEEP_SECONDS,
    },
    when: { notAbove: { since } },
  }));

/**
 * Removes the deadline of a channel, if it has one.
 * @param since the time of the channel's new key, in ms since the epoch: the deadline of an older
 * key is not written any more
 */
export const removeDeadline = async (
  store: Store,
  channelId: string,
  since?: number,
): Promise<void> =>
  void (await store.update(deadlineKey(channelId), {
    set: {
      ...(since !== undefined && { since }),
      dueAt: undefined,
      duePk: undefined,
      dueSk: undefined,
      isAnnounced: undefined,
      announcedFor: undefined,
      listPk: undefined,
      listSk: undefined,
    },
    when: { present: ['duePk'], ...(since !== undefined && { notAbove: { since: since - 1 } }) },
  }));

/** A channel whose key has a deadline. */
export interface ListedDeadline {
  readonly channelId: string;
  /** Its place in the list, in the order of `nextAt`. */
  readonly place: string;
}

/**
 * Lists the channels whose keys a policy is about, or tags, in the order in which the schedule
 * looks at them. The index may lag by a moment.
 * @param after the place after which the page begins
 */
export async function listDeadlines(
  store: Store,
  policy: string | undefined,
  limit: number,
  after?: string,
): Promise<ListedDeadline[]> {
  const keys = await store.keys({
    index: 'jobs',
    partition: listOf(policy),
    limit,
    order: 'ascending',
    ...(after !== undefined && { above: after }),
  });
  return keys.map(({ pk, listSk }) => ({
    channelId: pk.slice('open/'.length),
    place: String(listSk),
  }));
}

/** Returns whether a place in the list is that of a deadline whose time has come. */
export const hasCome = ({ place }: ListedDeadline, now: number): boolean =>
  place.slice(0, isoTime(now).length) <= isoTime(now);

/** The channel after which the walk through the channels continues. */
const PLACE: Key = { pk: 'open/#deadlines', sk: 'place' };

export async function readPlace(store: Store): Promise<string | undefined> {
  const after = (await store.get(PLACE))?.after;
  return typeof after === 'string' ? after : undefined;
}

export const writePlace = async (store: Store, after: string | undefined): Promise<void> =>
  void (await store.update(PLACE, { set: { after } }));
