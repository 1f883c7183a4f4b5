import { isoTime } from '../clock.ts';
import type { Item, Key, Store } from '../dynamodb.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import { expiryOf, recordKey } from './keys.ts';

// An operation does the same work on many channels, or steers many jobs. Its job (`operation/<id>`,
// `job`) does the work, and its set and its results lie under the id of that job
// (lib/records/childJobs.ts). Two records lie beside it: the plan (`plan`), which never changes,
// and the orders of callers (`orders`), which the job reads before each item that it begins.

/** The partition of the list of operations in the index `jobs`. */
const LIST = 'operations';

/** The orders of callers. Times in ms since the epoch. */
export interface Orders {
  readonly appliedAt?: number;
  /** How long after a canary without a failure the operation goes on by itself, in ms. */
  readonly continueAfterMs?: number;
  readonly isPaused: boolean;
  /** How often the operation has been resumed. */
  readonly resumes: number;
}

/** Returns the key of an operation's orders. */
export const ordersKey = (subject: Subject): Key => recordKey.operationOrders(subjectIdOf(subject));

/** Returns the orders in an item; an absent item is a plan that nobody has applied. */
export const ordersIn = (item: Item | undefined): Orders => ({
  ...(typeof item?.appliedAt === 'number' && { appliedAt: item.appliedAt }),
  ...(typeof item?.continueAfterMs === 'number' && { continueAfterMs: item.continueAfterMs }),
  isPaused: item?.isPaused === true,
  resumes: Number(item?.resumes ?? 0),
});

/** Returns the orders of an operation, read consistently. */
export const readOrders = async (store: Store, subject: Subject): Promise<Orders> =>
  ordersIn(await store.get(ordersKey(subject)));

/** Orders an operation to begin. The first order stands. */
export const orderApply = async (
  store: Store,
  subject: Subject,
  { now, continueAfterMs }: { now: number; continueAfterMs?: number | undefined },
): Promise<void> =>
  void (await store.update(ordersKey(subject), {
    set: {
      appliedAt: now,
      ...(continueAfterMs !== undefined && { continueAfterMs }),
      expiresAt: expiryOf('set', now),
    },
    when: { absent: ['appliedAt'] },
  }));

/** Orders an operation to begin no further items. Safe to repeat. */
export const orderPause = async (store: Store, subject: Subject): Promise<void> =>
  void (await store.update(ordersKey(subject), {
    set: { isPaused: true },
    when: { present: ['appliedAt'] },
  }));

/**
 * Orders an operation to go on, whatever it is paused for.
 * @param resumes the number of resumptions before this one, so that a repeat changes nothing
 */
export const orderResume = async (store: Store, subject: Subject, resumes: number): Promise<void> =>
  void (await store.update(ordersKey(subject), {
    set: { isPaused: false, resumes: resumes + 1 },
    when: { present: ['appliedAt'], notAbove: { resumes } },
  }));

/** The plan of an operation, as callers see it. */
export interface StoredPlan {
  readonly jobId: string;
  readonly plan: Readonly<Record<string, unknown>>;
}

const planIn = (item: Item | undefined): StoredPlan | undefined =>
  typeof item?.jobId === 'string'
    ? { jobId: item.jobId, plan: item.plan as StoredPlan['plan'] }
    : undefined;

/** Keeps the plan of an operation and lists it. Returns false if it has one already. */
export const writePlan = (
  store: Store,
  subject: Subject,
  { jobId, plan }: StoredPlan,
  now: number,
): Promise<boolean> =>
  store.putIfAbsent({
    ...recordKey.operationPlan(subjectIdOf(subject)),
    jobId,
    plan,
    listPk: LIST,
    listSk: `${isoTime(now)}#${subjectIdOf(subject)}`,
    expiresAt: expiryOf('set', now),
  });

/** Returns the plan of an operation; undefined when there is none. */
export const readPlan = async (store: Store, subject: Subject): Promise<StoredPlan | undefined> =>
  planIn(await store.get(recordKey.operationPlan(subjectIdOf(subject))));

/**
 * Returns the ids of operations, newest first, each with its place in the list. The index may lag
 * by a moment.
 */
export async function listOperations(
  store: Store,
  limit: number,
  below?: string,
): Promise<{ id: string; place: string }[]> {
  const keys = await store.keys({
    index: 'jobs',
    partition: LIST,
    limit,
    order: 'descending',
    ...(below !== undefined && { below }),
  });
  return keys.map(({ pk, listSk }) => ({
    id: pk.slice(pk.indexOf('/') + 1),
    place: String(listSk),
  }));
}
