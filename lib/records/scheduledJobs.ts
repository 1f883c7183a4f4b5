import type { Item, Key, Store } from '../dynamodb.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import { expiryOf, recordKey } from './keys.ts';

// The work of a scheduled job begins at the time in the job's input, unless a caller has moved it.
// The record `scheduledJob/<id>`, `time` has the time that stands. Moves, an approval and the
// beginning all write it, so none of them overlooks another.

/** A scheduled job. One that does the work of another again has its subject, and a later time. */
interface ScheduledJob {
  readonly subject: Subject;
  /** The time at which the request for the job was accepted; ms since the epoch. */
  readonly acceptedAt: number;
}

const keyOf = ({ subject }: Pick<ScheduledJob, 'subject'>): Key =>
  recordKey.scheduledTime(subjectIdOf(subject));

/** Returns the time to which the beginning of the job was moved; ms since the epoch. */
const movedTimeIn = (
  item: Item | undefined,
  { acceptedAt }: Pick<ScheduledJob, 'acceptedAt'>,
): number | undefined => {
  const startsAt = item?.startsAt;
  // A time before this job was asked for was meant for the job that this one does again.
  return typeof startsAt === 'number' && startsAt > acceptedAt ? startsAt : undefined;
};

/** Returns the time to which the beginning of a scheduled job was moved; ms since the epoch. */
export const readMovedTime = async (store: Store, job: ScheduledJob): Promise<number | undefined> =>
  movedTimeIn(await store.get(keyOf(job)), job);

/**
 * Moves the beginning of a scheduled job to a time (ms since the epoch), unless its time is fixed;
 * returns whether it has. Safe to repeat.
 */
export const writeMovedTime = async (
  store: Store,
  job: ScheduledJob,
  startsAt: number,
): Promise<boolean> =>
  (await store.update(keyOf(job), {
    // It is kept for as long as the set of the job, from the beginning on.
    set: { startsAt, expiresAt: expiryOf('set', startsAt) },
    when: { notAbove: { fixedFor: job.acceptedAt - 1 } },
  })) !== undefined;

/**
 * Fixes the time of a scheduled job for good, because a second person approves it. Returns the time
 * to which the job was moved, in ms since the epoch. Safe to repeat.
 */
export const fixTime = async (
  store: Store,
  job: ScheduledJob,
  now: number,
): Promise<number | undefined> =>
  movedTimeIn(
    await store.update(keyOf(job), {
      set: { fixedFor: job.acceptedAt, expiresAt: expiryOf('approvedTime', now) },
    }),
    job,
  );

/**
 * Fixes the time of a scheduled job whose work begins now; returns false when the job was moved to
 * a later time. Safe to repeat.
 */
export const fixDueTime = async (store: Store, job: ScheduledJob, now: number): Promise<boolean> =>
  (await store.update(keyOf(job), {
    set: { fixedFor: job.acceptedAt, expiresAt: expiryOf('set', now) },
    when: { notAbove: { startsAt: now } },
  })) !== undefined;
