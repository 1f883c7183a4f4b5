/**
 * The page of a list to request from IVS. The page size is always stated, because two lists, of
 * stream keys and of policies, have a default page of 1.
 */
export interface PageRequest {
  readonly maxResults: number;
  /** Absent: the first page. */
  readonly nextToken?: string;
}

/** One page of a list, in the order of IVS. */
export interface Page<Item> {
  readonly items: Item[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/** Returns a page from IVS's output. A last page may come with an empty token. */
export const pageOf = <Item>(
  items: Item[] | undefined,
  nextToken: string | undefined,
): Page<Item> => ({
  items: items ?? [],
  ...(nextToken && { nextToken }),
});

/**
 * Iterates over every item of a list, page after page. A page is requested only when its items are
 * needed.
 */
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

/** Returns the first item of a list that matches a predicate; undefined when there is none. */
export async function findIn<Item>(
  read: (page: PageRequest) => Promise<Page<Item>>,
  holds: (item: Item) => boolean,
): Promise<Item | undefined> {
  for await (const item of itemsOf(read)) if (holds(item)) return item;
  return undefined;
}
