import { isoTime } from '../clock.ts';
import type { Item, Store } from '../dynamodb.ts';
import { expiryOf, recordKey } from './keys.ts';

// Reactions as data: what to do when an event arrives. Record `reaction/<name>`, `definition`; the
// decisions about events lie beside it, `decision#<id of the event>`.

/** The partition of all reactions in the index `jobs`. */
const LIST = 'reactions';
/** The most reactions of a deployment: every event is compared with each of them. */
export const REACTIONS_MAX = 100;

/** The channels that a reaction is about; a channel must fit all members that are given. */
export interface ReactionSelection {
  readonly tags?: Readonly<Record<string, string>>;
  readonly ids?: readonly string[];
  /** A name, in which `*` stands for any text. */
  readonly name?: string;
}

/** A number of actions in a time in ms. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

export interface ReactionDefinition {
  readonly name: string;
  readonly when: {
    /** The event pattern, as JSON. */
    readonly pattern: string;
    readonly selection?: ReactionSelection;
    /** Acts only when this many events that match reached the channel within this time. */
    readonly repeated?: Rate;
  };
  readonly then: { readonly workflow: string; readonly input: Readonly<Record<string, unknown>> };
  /** `shadow`: decisions are recorded, and nothing is done. */
  readonly mode: 'shadow' | 'on';
  readonly atMost?: Rate;
  /** The caller who wrote it, and when, in ms since the epoch. */
  readonly updatedBy: string;
  readonly updatedAt: number;
}

export const DECISIONS = ['started', 'wouldStart', 'rateLimited', 'loopStopped', 'locked'] as const;

/** The decision of a reaction about an event that it matched. */
export interface Decision {
  readonly eventId: string;
  readonly eventType: string;
  readonly channelId: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly decision: (typeof DECISIONS)[number];
  /** How many reactions led to the event. */
  readonly depth: number;
}

const definitionIn = ({ pk, definition }: Item): ReactionDefinition => ({
  ...(definition as Omit<ReactionDefinition, 'name'>),
  name: pk.slice('reaction/'.length),
});

/**
 * Writes a reaction.
 * @returns whether it is a new one
 */
export async function putReaction(store: Store, reaction: ReactionDefinition): Promise<boolean> {
  const { name, ...definition } = reaction;
  const key = recordKey.reaction(name);
  const item = { ...key, definition, listPk: LIST, listSk: name };
  if (await store.putIfAbsent(item)) return true;
  await store.put(item);
  return false;
}

/** Returns a reaction; undefined when there is none. */
export async function readReaction(
  store: Store,
  name: string,
): Promise<ReactionDefinition | undefined> {
  const item = await store.get(recordKey.reaction(name));
  return item?.definition === undefined ? undefined : definitionIn(item);
}

/** Returns all reactions, by name. The index may lag by a moment. */
export async function allReactions(store: Store): Promise<ReactionDefinition[]> {
  const keys = await store.keys({
    index: 'jobs',
    partition: LIST,
    limit: REACTIONS_MAX,
    order: 'ascending',
  });
  const items = await store.getMany(keys.map(({ pk, sk }) => ({ pk, sk })));
  return items.flatMap((item) => (item?.definition === undefined ? [] : [definitionIn(item)]));
}

/**
 * Deletes a reaction. Its decisions stay until they expire.
 * @returns whether there was one
 */
export async function deleteReaction(store: Store, name: string, now: number): Promise<boolean> {
  const deleted = await store.update(recordKey.reaction(name), {
    set: {
      definition: undefined,
      listPk: undefined,
      listSk: undefined,
      expiresAt: Math.floor(now / 1_000),
    },
    when: { present: ['definition'] },
  });
  return deleted !== undefined;
}

/** Returns whether a reaction has decided about an event. */
export const isDecided = async (store: Store, name: string, eventId: string): Promise<boolean> =>
  (await store.get(recordKey.decision(name, eventId))) !== undefined;

/** Records a decision, once: the first one stands. */
export async function recordDecision(
  store: Store,
  name: string,
  decision: Decision,
): Promise<boolean> {
  return store.putIfAbsent({
    ...recordKey.decision(name, decision.eventId),
    ...decision,
    listPk: `decisions/${name}`,
    listSk: `${isoTime(decision.at)}#${decision.eventId}`,
    expiresAt: expiryOf('decision', decision.at),
  });
}

/** Lists the decisions of a reaction, newest first. */
export async function listDecisions(
  store: Store,
  name: string,
  limit: number,
  below?: string,
): Promise<{ decisions: Decision[]; next?: string }> {
  const keys = await store.keys({
    index: 'jobs',
    partition: `decisions/${name}`,
    // One more tells whether another page follows.
    limit: limit + 1,
    order: 'descending',
    ...(below !== undefined && { below }),
  });
  const page = keys.slice(0, limit);
  const items = await store.getMany(page.map(({ pk, sk }) => ({ pk, sk })));
  const last = page.at(-1);
  return {
    decisions: items.flatMap((item) => (item ? [item as Item & Decision] : [])),
    ...(keys.length > limit && last && { next: String(last.listSk) }),
  };
}

/**
 * Takes one of the actions that a reaction has in the present window of time.
 * @returns false when the window has none left
 */
export async function takeFromWindow(
  store: Store,
  name: string,
  { count, perMs }: Rate,
  now: number,
): Promise<boolean> {
  const key = recordKey.reactionWindow(name);
  const window = Math.floor(now / perMs);
  const expiresAt = Math.floor(now / 1_000) + Math.ceil((2 * perMs) / 1_000);
  const opened = { set: { window, perMs, taken: 1, expiresAt } };
  const inWindow = await store.update(key, {
    add: { taken: 1 },
    when: { equals: { window, perMs }, atMost: { taken: count - 1 } },
  });
  if (inWindow) return true;
  const before = await store.get(key);
  if (before?.window === window && before.perMs === perMs) return false;
  const other =
    before === undefined ? { absent: ['window'] } : { equals: { window: before.window } };
  if (await store.update(key, { ...opened, when: other })) return true;
  return takeFromWindow(store, name, { count, perMs }, now);
}
