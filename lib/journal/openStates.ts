import { isoTime } from '../clock.ts';
import type { Item, Store } from '../dynamodb.ts';
import type { SessionName } from '../records/streamSessions.ts';

// States that have begun and have not ended: a stream, a recording, a starvation of the ingest, a
// channel without a stream key. Record `open/<channel>`, `<kind>#<stream>`, listed under
// `open#<kind>` of the index `due` while it is open. A record remembers the last event that changed
// it, so an end that arrives before its beginning stands.

export type OpenKind = 'stream' | 'recording' | 'starvation' | 'keyless';

/** Returns the name of a state that is the channel's own and belongs to no stream. */
export const ofChannel = (channelId: string): SessionName => ({ channelId, streamId: 'channel' });

/** An open state. */
export interface OpenState extends SessionName {
  /** When it began, in ms since the epoch. */
  readonly since: number;
  /** The detail of the event that began it, as JSON. */
  readonly detail: string;
  /** Since when its channel has been seen without a stream, in ms since the epoch. */
  readonly quietSince?: number;
}

/** How long a record is kept after its last event, in seconds: streams may last for weeks. */
const KEEP_SECONDS = 60 * 86_400;

const keyOf = (
  kind: OpenKind,
  { channelId, streamId }: SessionName,
): { pk: string; sk: string } => ({
  pk: `open/${channelId}`,
  sk: `${kind}#${streamId}`,
});

/** Returns the partition of the index `due` that lists the open states of a kind. */
export const partitionOf = (kind: OpenKind): string => `open#${kind}`;

/** At the same second an end comes after a beginning: events have whole seconds. */
const rankOf = (at: number, isEnd: boolean): number => 2 * at + (isEnd ? 1 : 0);

const begun = (
  kind: OpenKind,
  { channelId }: SessionName,
  at: number,
  detail: string,
): Record<string, unknown> => ({
  rank: rankOf(at, false),
  since: at,
  detail,
  duePk: partitionOf(kind),
  dueSk: `${isoTime(at)}#${channelId}`,
  expiresAt: Math.floor(at / 1_000) + KEEP_SECONDS,
});

/**
 * Notes that a state has begun.
 * @param at ms since the epoch
 * @returns false when its end was reported first
 */
export const noteBegun = async (
  store: Store,
  kind: OpenKind,
  name: SessionName,
  at: number,
  detail: string,
): Promise<boolean> =>
  (await store.update(keyOf(kind, name), {
    set: begun(kind, name, at, detail),
    when: { notAbove: { rank: rankOf(at, false) } },
  })) !== undefined;

/**
 * Notes a state whose beginning was not reported, unless an event has told of it.
 * @param at when it began, in ms since the epoch
 */
export const noteSeen = async (
  store: Store,
  kind: OpenKind,
  name: SessionName,
  at: number,
): Promise<void> =>
  void (await store.update(keyOf(kind, name), {
    set: begun(kind, name, at, '{}'),
    when: { absent: ['rank'] },
  }));

/** Notes that a state has ended, at `at` (ms since the epoch). */
export const noteOver = async (
  store: Store,
  kind: OpenKind,
  name: SessionName,
  at: number,
): Promise<void> =>
  void (await store.update(keyOf(kind, name), {
    set: {
      rank: rankOf(at, true),
      detail: undefined,
      quietSince: undefined,
      duePk: undefined,
      dueSk: undefined,
      expiresAt: Math.floor(at / 1_000) + KEEP_SECONDS,
    },
    when: { notAbove: { rank: rankOf(at, true) } },
  }));

/** Notes since when the channel of an open state has been seen without a stream, or no more. */
export const noteQuiet = async (
  store: Store,
  kind: OpenKind,
  name: SessionName,
  quietSince: number | undefined,
): Promise<void> =>
  void (await store.update(keyOf(kind, name), {
    set: { quietSince },
    when: { present: ['duePk'] },
  }));

const stateIn = ({ pk, sk, since, detail, quietSince }: Item): OpenState => ({
  channelId: pk.slice('open/'.length),
  streamId: sk.slice(sk.indexOf('#') + 1),
  since: Number(since),
  detail: typeof detail === 'string' ? detail : '{}',
  ...(typeof quietSince === 'number' && { quietSince }),
});

/** The number of open states that one read of the index returns. */
const PAGE = 100;

/**
 * Returns the open states of a kind that began at a time at the latest, longest first. The index
 * may lag by a moment.
 * @param since ms since the epoch
 */
export async function openSince(store: Store, kind: OpenKind, since: number): Promise<OpenState[]> {
  const below = `${isoTime(since)}#\uffff`;
  const states: OpenState[] = [];
  let after: string | undefined;
  do {
    const page = await store.keys({
      index: 'due',
      partition: partitionOf(kind),
      limit: PAGE,
      order: 'ascending',
      // DynamoDB takes one condition on the key by which it sorts.
      ...(after === undefined ? { below } : { above: after }),
    });
    const keys = page.filter(({ dueSk }) => String(dueSk) < below);
    const items = await store.getMany(keys.map(({ pk, sk }) => ({ pk, sk })));
    for (const item of items) if (item?.duePk !== undefined) states.push(stateIn(item));
    after = keys.length < PAGE ? undefined : String(keys.at(-1)?.dueSk);
  } while (after !== undefined);
  return states;
}

/** How many states of one kind and channel one read looks at. */
const OF_CHANNEL_MAX = 50;

/** Returns whether a channel is in a state of this kind, read consistently. */
export async function isOpen(store: Store, kind: OpenKind, channelId: string): Promise<boolean> {
  const { pk, sk } = keyOf(kind, { channelId, streamId: '' });
  return (await store.list(pk, sk, OF_CHANNEL_MAX)).some(({ duePk }) => duePk !== undefined);
}
