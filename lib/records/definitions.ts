import type { Item, Key, Store } from '../dynamodb.ts';
import { updateOnce, type OnceStore } from './updateOnce.ts';

// Definitions are written under a name: reactions, policies. Each is one record, and all of a kind
// are in one partition of the index `jobs`, by name.

/**
 * The most definitions of a kind that are read. It is more than a deployment may have: requests at
 * the same time may write more, and none of them may be without effect.
 */
const READ_MAX = 300;

/**
 * Writes a definition, in place of an earlier one of the same name.
 * @param kind the partition of the index
 * @returns whether it is a new one
 */
export async function putDefinition(
  store: Store,
  key: Key,
  kind: string,
  { name, ...definition }: { readonly name: string },
): Promise<boolean> {
  const item = { ...key, definition, listPk: kind, listSk: name };
  if (await store.put(item, { absent: ['definition'] })) return true;
  await store.put(item);
  return false;
}

/** Returns the records of a kind, by name. The index may lag by a moment. */
export async function definitionsOf(store: Store, kind: string): Promise<Item[]> {
  const asked = { index: 'jobs', partition: kind, limit: READ_MAX, order: 'ascending' } as const;
  const keys = await store.keys(asked);
  const items = await store.getMany(keys.map(({ pk, sk }) => ({ pk, sk })));
  return items.flatMap((item) => (item?.definition === undefined ? [] : [item]));
}

/** How long the rest of a deleted definition is kept: a repeat of the write looks at it. */
const KEEP_SECONDS = 60;

/**
 * Deletes a definition. What lies beside it stays until it expires.
 * @param now ms since the epoch
 * @returns whether there was one
 */
export async function deleteDefinition(app: OnceStore, key: Key, now: number): Promise<boolean> {
  const deleted = await updateOnce(app, key, {
    set: {
      definition: undefined,
      listPk: undefined,
      listSk: undefined,
      expiresAt: Math.floor(now / 1_000) + KEEP_SECONDS,
    },
    when: { present: ['definition'] },
  });
  return deleted !== undefined;
}
