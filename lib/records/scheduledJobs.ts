import type { Store } from '../dynamodb.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import { expiryOf, recordKey } from './keys.ts';

// The work of a scheduled job begins at the time in the job's input, unless a caller has moved it.
// The record `scheduledJob/<id>`, `time` has the time that stands.

/** Returns the time to which the beginning of a scheduled job was moved; ms since the epoch. */
export async function readMovedTime(store: Store, subject: Subject): Promise<number | undefined> {
  const item = await store.get(recordKey.scheduledTime(subjectIdOf(subject)));
  return typeof item?.startsAt === 'number' ? item.startsAt : undefined;
}

/** Moves the beginning of a scheduled job to a time (ms since the epoch). Safe to repeat. */
export const writeMovedTime = async (
  store: Store,
  subject: Subject,
  startsAt: number,
): Promise<void> =>
  void (await store.put({
    ...recordKey.scheduledTime(subjectIdOf(subject)),
    startsAt,
    // It is kept for as long as the set of the job, from the beginning on.
    expiresAt: expiryOf('set', startsAt),
  }));
