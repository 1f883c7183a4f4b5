import { isoTime } from '../clock.ts';
import type { Item, Store } from '../dynamodb.ts';
import { expiryOf, recordKey } from './keys.ts';
import { updateOnce, type OnceStore } from './updateOnce.ts';

// Dead letters: the events and invocations that AWS gave up, taken from the queue `DeadLetters`.
// Record `deadLetter/<id>`, `deadLetter`. The id is derived from the id of the message, and a
// record that was redriven or dropped stays for a while as a closed one, without its content, so a
// second delivery of the message writes nothing.

/** The partition of the list of dead letters in the index `jobs`. */
const LIST = 'deadLetters';
const keyOf = recordKey.deadLetter;

/**
 * How long a redrive owns a dead letter, in ms: longer than the function that runs it may run, so
 * after this time its process is dead.
 */
const REDRIVE_LEASE_MS = 40_000;

/** A dead letter. Times in ms since the epoch. */
export interface DeadLetter {
  readonly id: string;
  /** When the message was sent to the queue. */
  readonly arrivedAt: number;
  /** The function that was to take the event, or the ARN of another target. */
  readonly functionName: string;
  /** Why it was given up, in the word of AWS. */
  readonly reason: string;
  /** How often the event was tried, redrives included. */
  readonly attempts: number;
  /** The last error. */
  readonly error?: string;
  readonly detailType?: string;
  readonly channelArn?: string;
  /** When the last redrive began. */
  readonly redrivenAt?: number;
  /** The event as JSON, without secrets. */
  readonly event?: string;
  /** The body of a message that could not be read. */
  readonly text?: string;
  /** The bytes of an event, or of a text, that was too large to keep. */
  readonly leftOutBytes?: number;
}

/** How a dead letter was closed. */
export type Closing = 'redriven' | 'dropped';

type Kept = Item & DeadLetter;

const isOpen = (item: Item | undefined): item is Kept =>
  item !== undefined && item.closed === undefined;

const listSkOf = ({ arrivedAt, id }: Pick<DeadLetter, 'arrivedAt' | 'id'>): string =>
  `${isoTime(arrivedAt)}#${id}`;

/**
 * Keeps a dead letter. Safe to repeat: a dead letter that is known, or was closed, stays as it is.
 * @param now ms since the epoch
 */
export const keepDeadLetter = async (
  store: Store,
  letter: DeadLetter,
  now: number,
): Promise<boolean> =>
  store.putIfAbsent({
    ...keyOf(letter.id),
    ...letter,
    listPk: LIST,
    listSk: listSkOf(letter),
    expiresAt: expiryOf('deadLetter', now),
  });

/** Returns a dead letter, read consistently, or how it was closed; undefined when it is unknown. */
export async function readDeadLetter(
  store: Store,
  id: string,
): Promise<DeadLetter | Closing | undefined> {
  const item = await store.get(keyOf(id));
  return item && (isOpen(item) ? item : (item.closed as Closing));
}

/**
 * Lists dead letters, newest first, each read consistently. The index may lag by a moment.
 * @param below the place after which the page begins
 */
export async function listDeadLetters(
  store: Store,
  limit: number,
  below?: string,
): Promise<{ letters: DeadLetter[]; next?: string }> {
  const keys = await store.keys({
    index: 'jobs',
    partition: LIST,
    // One more tells whether another page follows.
    limit: limit + 1,
    order: 'descending',
    ...(below !== undefined && { below }),
  });
  const page = keys.slice(0, limit);
  const items = await store.getMany(page.map(({ pk, sk }) => ({ pk, sk })));
  const last = page.at(-1);
  return {
    letters: items.filter(isOpen),
    ...(keys.length > limit && last && { next: String(last.listSk) }),
  };
}

/**
 * Claims a dead letter for one redrive.
 * @param writer a random id of this redrive
 * @returns the dead letter; `underWay` when another redrive has it; how it was closed; undefined
 * when it is unknown
 */
export async function claimRedrive(
  store: Store,
  id: string,
  writer: string,
  now: number,
): Promise<DeadLetter | 'underWay' | Closing | undefined> {
  const claimed = await store.update(keyOf(id), {
    set: { claimedBy: writer, claimedUntil: now + REDRIVE_LEASE_MS, redrivenAt: now },
    when: { exists: true, absent: ['closed'], notAbove: { claimedUntil: now } },
  });
  if (isOpen(claimed)) return claimed;
  const item = await store.get(keyOf(id));
  if (!isOpen(item)) return item && (item.closed as Closing);
  // The claim succeeded after all: the answer to the write was lost, and the SDK repeated it.
  return item.claimedBy === writer ? item : 'underWay';
}

/** Returns the members of a record that closing it sets: its content goes, its key stays. */
const closed = (closing: Closing, now: number): Record<string, unknown> => ({
  closed: closing,
  expiresAt: expiryOf('closedDeadLetter', now),
  listPk: undefined,
  listSk: undefined,
  event: undefined,
  text: undefined,
  error: undefined,
  claimedBy: undefined,
  claimedUntil: undefined,
});

/** Closes a dead letter whose redrive succeeded, unless a later redrive has claimed it. */
export const closeRedriven = async (
  store: Store,
  id: string,
  writer: string,
  now: number,
): Promise<void> =>
  void (await store.update(keyOf(id), {
    set: closed('redriven', now),
    when: { equals: { claimedBy: writer } },
  }));

/** Keeps a dead letter whose redrive failed, with its new error. The next redrive may begin. */
export const noteRedriveFailed = async (
  store: Store,
  id: string,
  writer: string,
  error: string,
): Promise<void> =>
  void (await store.update(keyOf(id), {
    set: { error, claimedBy: undefined, claimedUntil: undefined },
    add: { attempts: 1 },
    when: { equals: { claimedBy: writer } },
  }));

/**
 * Drops a dead letter. Safe to repeat.
 * @returns `underWay` when a redrive has it; how it was closed before; undefined when it is unknown
 */
export async function dropDeadLetter(
  app: OnceStore,
  id: string,
  now: number,
): Promise<'done' | 'underWay' | Closing | undefined> {
  const dropped = await updateOnce(app, keyOf(id), {
    set: closed('dropped', now),
    when: { exists: true, absent: ['closed'], notAbove: { claimedUntil: now } },
  });
  if (dropped) return 'done';
  const item = await app.store.get(keyOf(id));
  return isOpen(item) ? 'underWay' : item && (item.closed as Closing);
}
