import type { Item, Store } from '../dynamodb.ts';
import type { Subject } from '../subjects.ts';
import { expiryOf, recordKey } from './keys.ts';

// The decision of a second person about a job that needs one: `<subject>`, `approval#<job id>`.
// The first decision stands.

/** The decision about a job. */
export interface Decision {
  readonly isApproved: boolean;
  /** The person who decided, and the time, in ms since the epoch. */
  readonly by: string;
  readonly at: number;
}

const decisionIn = (item: Item | undefined): Decision | undefined =>
  item && {
    isApproved: item.isApproved === true,
    by: String(item.by),
    at: Number(item.at),
  };

/** Returns the decision about a job, read consistently; undefined when there is none yet. */
export const readDecision = async (
  store: Store,
  subject: Subject,
  jobId: string,
): Promise<Decision | undefined> => decisionIn(await store.get(recordKey.approval(subject, jobId)));

/** Writes a decision about a job, and returns the one that stands. */
export async function writeDecision(
  store: Store,
  subject: Subject,
  jobId: string,
  decision: Decision,
): Promise<Decision> {
  const key = recordKey.approval(subject, jobId);
  await store.putIfAbsent({ ...key, ...decision, expiresAt: expiryOf('set', decision.at) });
  return (await readDecision(store, subject, jobId)) ?? decision;
}
