/**
 * Which page of a list IVS is asked for. The page's size is always stated: two lists, of stream
 * keys and of policies, have a default page of 1.
 */
export interface PageRequest {
  readonly maxResults: number;
  /** Absent: the first page. */
  readonly nextToken?: string;
}

/** One page of a list, in the order of IVS. */
export interface Page<Item> {
  readonly items: Item[];
  /** Absent: it was the last page. */
  readonly nextToken?: string;
}

/** A page as IVS gives it: a last page may come with an empty token. */
export const pageOf = <Item>(
  items: Item[] | undefined,
  nextToken: string | undefined,
): Page<Item> => ({
  items: items ?? [],
  ...(nextToken && { nextToken }),
});

/** Every item of a list, page after page; no page is asked for before its items are wanted. */
export async function* itemsOf<Item>(
  read: (page: PageRequest) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  let nextToken: string | undefined;
  do {
    const page: Page<Item> = await read({
      maxResults: 100,
      ...(nextToken !== undefined && { nextToken }),
    });
    yield* page.items;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** The item of a list that a predicate holds of; undefined when there is none. */
export async function findIn<Item>(
  read: (page: PageRequest) => Promise<Page<Item>>,
  holds: (item: Item) => boolean,
): Promise<Item | undefined> {
  for await (const item of itemsOf(read)) if (holds(item)) return item;
  return undefined;
}
