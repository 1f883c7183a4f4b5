import type { Change, Item, Key, Store } from '../dynamodb.ts';

/**
 * A fence orders the writes that the jobs of one channel make to the records beside them. Each
 * record keeps the highest fence that has written it and takes no lower one, so a write that was
 * held up for minutes changes nothing that is newer (Kleppmann, "How to do distributed locking",
 * fencing tokens).
 */
export type Fence = string;

/** Lower than any other. */
export const FIRST_FENCE: Fence = '0';

/** The fence of a job in one of its versions. Fences compare as texts. */
export const fenceOf = ({
  generation,
  createdAt,
  version,
}: {
  generation?: number;
  createdAt: number;
  version: number;
}): Fence =>
  `${String(generation ?? createdAt).padStart(16, '0')}.${String(version).padStart(8, '0')}`;

/**
 * Changes a record, or makes it, unless a higher fence has written it.
 * @returns the record as it is now; undefined when a higher fence stands, or `when` does not hold
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
