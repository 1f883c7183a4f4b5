import { ivsError } from './errors.ts';

/**
 * The position of a record in creation order. A cursor names a position, so deletions never shift a
 * page.
 */
interface Placed {
  sequence: number;
}

export interface Page<R> {
  items: R[];
  /** Present exactly when there are more records. */
  nextToken?: string;
}

interface PageRequest {
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

/**
 * Returns one page of `records`. `list` names the list that a token belongs to; a token of another
 * list is refused.
 * @param order 'oldestFirst' is creation order, 'newestFirst' its reverse
 * @throws IvsError ValidationException for a token that this list did not issue
 */
export function page<R extends Placed>(
  list: string,
  records: Iterable<R>,
  request: PageRequest,
  defaultSize: number,
  order: 'oldestFirst' | 'newestFirst' = 'oldestFirst',
): Page<R> {
  const after = request.nextToken ? readToken(list, request.nextToken) : undefined;
  const direction = order === 'oldestFirst' ? 1 : -1;
  const rest = [...records]
    .filter(({ sequence }) => after === undefined || (sequence - after) * direction > 0)
    .toSorted((a, b) => (a.sequence - b.sequence) * direction);
  const items = rest.slice(0, request.maxResults ?? defaultSize);
  const last = items.at(-1);
  return last && items.length < rest.length
    ? { items, nextToken: writeToken(list, last.sequence) }
    : { items };
}

const writeToken = (list: string, sequence: number): string =>
  Buffer.from(`${list}@${sequence}`).toString('base64url');

function readToken(list: string, token: string): number {
  const [name, sequence] = Buffer.from(token, 'base64url').toString().split('@');
  if (name !== list || !sequence || !/^[0-9]+$/.test(sequence))
    throw ivsError('ValidationException', 'Invalid nextToken');
  return Number(sequence);
}
