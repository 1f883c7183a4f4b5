import * as z from 'zod/mini';
import type { Page, PageRequest } from '../ivs/pages.ts';
import { cursorAt, placeOf, type CursorOf } from './cursors.ts';
import { numberFrom } from './validation.ts';
import { described } from './schemas.ts';

/** The query parameters of every list. */
export const pageFields = {
  limit: described(
    'The maximum number of items on a page; 100 by default.',
    z.optional(numberFrom(1, 100)),
  ),
  cursor: described(
    'The `nextCursor` of the page before. The other parameters stay the same.',
    z.optional(z.string()),
  ),
};
export const pageQuery = z.strictObject(pageFields);

export interface Paging {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/**
 * Returns the page of IVS that a query asks for.
 * @throws Problem `invalid-request` when its cursor is not of this list
 */
export const pageAsked = (list: CursorOf, { limit = 100, cursor }: Paging): PageRequest => ({
  maxResults: limit,
  ...(cursor !== undefined && { nextToken: placeOf(list, cursor) }),
});

/** Returns `nextCursor`, unless this was the last page. */
export const nextIn = (
  list: CursorOf,
  { nextToken }: Pick<Page<unknown>, 'nextToken'>,
): { nextCursor?: string } =>
  nextToken === undefined ? {} : { nextCursor: cursorAt(list, nextToken) };

/**
 * Returns a `Link` to the next page (RFC 8288): the same address with the cursor of the answer, if
 * it has one.
 */
export function linkToNext(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  body: unknown,
): Record<string, string> {
  if (
    typeof body !== 'object' ||
    body === null ||
    !('nextCursor' in body) ||
    typeof body.nextCursor !== 'string'
  )
    return {};
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) next.set(name, value);
  next.delete('cursor');
  next.set('cursor', body.nextCursor);
  return { link: `<${encodeURI(path)}?${next.toString()}>; rel="next"` };
}
