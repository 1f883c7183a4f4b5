import type { Item, Key, Store } from '../dynamodb.ts';
import type { Change } from '../expressions.ts';
import { randomId, type Random } from '../random.ts';

/** A store, and the source of the ids of its writers. */
export interface OnceStore {
  readonly store: Store;
  readonly random: Random;
}

/**
 * Makes a change that can be made once, such as the use of a link. The SDK repeats a write whose
 * answer is lost, and DynamoDB then refuses the repeat; so the change carries a random id by which
 * its own writer knows it.
 * @returns the changed item; undefined when `when` did not hold before this change
 */
export async function updateOnce(
  { store, random }: OnceStore,
  key: Key,
  { set = {}, ...change }: Change,
): Promise<Item | undefined> {
  const changedBy = randomId(random);
  const changed = await store.update(key, { ...change, set: { ...set, changedBy } });
  if (changed) return changed;
  const found = await store.get(key);
  return found?.changedBy === changedBy ? found : undefined;
}
