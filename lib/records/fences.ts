import type { Item, Key, Store } from '../dynamodb.ts';
import type { Change } from '../expressions.ts';

/**
 * A fence orders the writes of one channel's jobs to the records beside them. Each record keeps the
 * highest fence that has written it and accepts no lower one, so a write that was delayed for
 * minutes changes nothing that is newer (Kleppmann, "How to do distributed locking", fencing
 * tokens).
 */
export type Fence = string;

/** The lowest fence. */
export const FIRST_FENCE: Fence = '0';

/**
 * Returns the fence of a job in one of its versions. Fences are compared as texts, so a generation
 * counts in whole ms: a fraction would make its text longer, and higher than that of a later one.
 */
export const fenceOf = ({
  generation,
  createdAt,
  version,
}: {
  generation?: number;
  createdAt: number;
  version: number;
}): Fence => {
  const whole = Math.floor(generation ?? createdAt);
  return `${String(whole).padStart(16, '0')}.${String(version).padStart(8, '0')}`;
};

/**
 * Changes or creates a record, unless a higher fence has written it.
 * @returns the changed record; undefined when a higher fence stands, or `when` does not hold
 */
export const updateFenced = (
  store: Store,
  key: Key,
  fence: Fence,
  { set = {}, when = {} }: Change,
): Promise<Item | undefined> =>
  store.update(key, {
    set: { ...set, fence },
    when: { ...when, notAbove: { ...when.notAbove, fence } },
  });
