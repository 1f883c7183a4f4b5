import { isoTime } from '../clock.ts';
import type { Item, Store } from '../dynamodb.ts';
import { BUILT_IN, builtInOf } from './builtInReactions.ts';
import { definitionsOf, deleteDefinition, putDefinition } from './definitions.ts';
import { expiryOf, recordKey } from './keys.ts';
import type { ChannelSelection } from './selections.ts';
import type { OnceStore } from './updateOnce.ts';

// Reactions as data: what to do when an event arrives, or when a stream has been live for a time.
// `reaction/<name>`, `definition`; the decisions lie beside it, `decision#<id>`, by the id of the
// event or of the stream. A built-in reaction has a record once somebody has written it.

/** The partition of all reactions in the index `jobs`. */
const LIST = 'reactions';
/** The most reactions that are written: every event is compared with each of them. */
export const REACTIONS_MAX = 100;

/** A number of actions in a time in ms. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

/** An event that a reaction waits for. */
export interface EventTrigger {
  /** The event pattern, as JSON. */
  readonly pattern: string;
  /** Acts only when this many events that match reached the channel within this time. */
  readonly repeated?: Rate;
}

/** Acts once a stream, when it has been live for this many ms. */
export interface LiveForTrigger {
  readonly streamLiveForMs: number;
}

/** Acts again and again while a stream is live, each time after this many ms. */
export interface CadenceTrigger {
  readonly everyWhileLiveMs: number;
}

export interface ReactionDefinition {
  readonly name: string;
  readonly when: (EventTrigger | LiveForTrigger | CadenceTrigger) & {
    readonly selection?: ChannelSelection;
  };
  readonly then: { readonly workflow: string; readonly input: Readonly<Record<string, unknown>> };
  /** `shadow`: decisions are recorded, and nothing is done. `off`: nothing is decided either. */
  readonly mode: (typeof MODES)[number];
  readonly atMost?: Rate;
  /** The policy that the reaction is a part of. */
  readonly policy?: string;
}

/** A reaction that somebody has written. */
export interface WrittenReaction extends ReactionDefinition {
  /** The caller who wrote it, and when, in ms since the epoch. */
  readonly updatedBy: string;
  readonly updatedAt: number;
}

export const MODES = ['off', 'shadow', 'on'] as const;

export const DECISIONS = [
  'starting',
  'started',
  'wouldStart',
  'rateLimited',
  'loopStopped',
  'locked',
  'missed',
] as const;

/** The decision of a reaction about an event that it matched, or about a stream. */
export interface Decision {
  /** The id of the event, or of the stream: `<stream>`, `<stream>#<n>` at its nth repetition. */
  readonly eventId: string;
  readonly eventType: string;
  readonly channelId: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly decision: (typeof DECISIONS)[number];
  /** How many reactions led to the event. */
  readonly depth: number;
}

const definitionIn = ({ pk, definition }: Item): WrittenReaction => ({
  ...(definition as Omit<WrittenReaction, 'name'>),
  name: pk.slice('reaction/'.length),
});

/**
 * Writes a reaction.
 * @returns whether it is a new one
 */
export const putReaction = (store: Store, reaction: WrittenReaction): Promise<boolean> =>
  putDefinition(store, recordKey.reaction(reaction.name), LIST, reaction);

/** Returns a reaction, as it is written or built in; undefined when there is none. */
export async function readReaction(
  store: Store,
  name: string,
): Promise<ReactionDefinition | undefined> {
  const item = await store.get(recordKey.reaction(name));
  return item?.definition === undefined ? builtInOf(name) : definitionIn(item);
}

/** Returns all reactions by name, the built-in ones among them. */
export async function allReactions(store: Store): Promise<ReactionDefinition[]> {
  const written = await writtenReactions(store);
  const names = new Set(written.map(({ name }) => name));
  const unwritten = BUILT_IN.filter(({ name }) => !names.has(name));
  return [...written, ...unwritten].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns the reactions that somebody has written, by name. The index may lag by a moment. */
export async function writtenReactions(store: Store): Promise<WrittenReaction[]> {
  const items = await definitionsOf(store, LIST);
  return items.map(definitionIn);
}

/**
 * Deletes a reaction. Its decisions stay until they expire. A built-in one is off again.
 * @returns whether there was a written one
 */
export const deleteReaction = (app: OnceStore, name: string, now: number): Promise<boolean> =>
  deleteDefinition(app, recordKey.reaction(name), now);

/** Returns the decision of a reaction about an event. */
export const readDecision = async (
  store: Store,
  name: string,
  eventId: string,
): Promise<Decision | undefined> => {
  const item = await store.get(recordKey.decision(name, eventId));
  return item && decisionIn(item);
};

/** Returns the decisions of a reaction about several events or streams, in their order. */
export const decisionsAbout = async (
  store: Store,
  name: string,
  eventIds: readonly string[],
): Promise<(Decision | undefined)[]> => {
  const items = await store.getMany(eventIds.map((id) => recordKey.decision(name, id)));
  return items.map((item) => item && decisionIn(item));
};

/**
 * Records a decision in place of an earlier one, or as the first one.
 * @param kept how long: a decision about a stream is kept for as long as the stream may be live
 * @returns false when another run was faster; its decision stands
 */
export async function recordDecision(
  store: Store,
  name: string,
  decision: Decision,
  earlier: Decision | undefined,
  kept: 'decision' | 'streamDecision',
): Promise<boolean> {
  const item = {
    ...recordKey.decision(name, decision.eventId),
    ...decision,
    listPk: `decisions/${name}`,
    listSk: `${isoTime(decision.at)}#${decision.eventId}`,
    expiresAt: expiryOf(kept, decision.at),
  };
  const isWritten = earlier
    ? await store.put(item, { equals: { decision: earlier.decision } })
    : await store.putIfAbsent(item);
  if (isWritten) return true;
  // The SDK repeats a write whose answer was lost, and that is not the decision of another run.
  const stands = await readDecision(store, name, decision.eventId);
  return stands?.at === decision.at && stands.decision === decision.decision;
}

const decisionIn = (item: Item): Decision => item as Item & Decision;

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
    decisions: items.flatMap((item) => (item ? [decisionIn(item)] : [])),
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
  const [from, endsAt] = [window * perMs, (window + 1) * perMs];
  const expiresAt = Math.ceil((endsAt + perMs) / 1_000);
  const inWindow = await store.update(key, {
    add: { taken: 1 },
    when: { equals: { window, perMs }, atMost: { taken: count - 1 } },
  });
  if (inWindow) return true;
  const before = await store.get(key);
  if (before?.window === window && before.perMs === perMs) return false;
  // A window that is over may still be stored after it has expired.
  const isOver =
    before && before.perMs !== perMs
      ? { equals: { window: before.window, perMs: before.perMs } }
      : { notAbove: { endsAt: from } };
  const set = { window, perMs, endsAt, taken: 1, expiresAt };
  if (await store.update(key, { set, when: isOver })) return true;
  return takeFromWindow(store, name, { count, perMs }, now);
}

/** Gives an action back to the window that it was taken from, because it was not made. */
export const returnToWindow = async (
  store: Store,
  name: string,
  { perMs }: Rate,
  takenAt: number,
): Promise<void> =>
  void (await store.update(recordKey.reactionWindow(name), {
    add: { taken: -1 },
    when: { equals: { window: Math.floor(takenAt / perMs), perMs } },
  }));
