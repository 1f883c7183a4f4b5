import { useEffect, useRef, useState } from 'preact/hooks';
import { refusalOf } from '../words/refusals.ts';
import type { Answer } from './client.ts';

/** A page of a list. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/** The pages that have been read so far. */
export interface PagedList<Item> {
  readonly items: readonly Item[];
  readonly isWhole: boolean;
  readonly isReading: boolean;
  readonly refusal: string | undefined;
  /** Reads the next page, unless one is being read. */
  readonly more: () => void;
}

interface State<Item> {
  readonly key: string;
  readonly items: readonly Item[];
  readonly cursor: string | undefined;
  readonly isWhole: boolean;
  readonly isReading: boolean;
  readonly refusal: string | undefined;
}

const begun = <Item>(key: string): State<Item> => ({
  key,
  items: [],
  cursor: undefined,
  isWhole: false,
  // The list reads its first page itself; until then, nobody else does.
  isReading: true,
  refusal: undefined,
});

/**
 * Reads a list page after page, as the person scrolls. Another `key` is another list.
 * @param read reads the page at a cursor
 */
export function usePagedList<Item>(
  key: string,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Answer<ListPage<Item>>>,
): PagedList<Item> {
  const [state, setState] = useState<State<Item>>(() => begun(key));
  const ended = useRef(new AbortController());
  const question = useRef(read);
  question.current = read;
  const current = useRef(state);
  current.current = state.key === key ? state : begun(key);

  const put = (next: State<Item>): void => {
    current.current = next;
    setState(next);
  };
  const more = (): void => {
    const before = current.current;
    if (before.isReading || before.isWhole) return;
    readFrom(before);
  };
  const readFrom = (before: State<Item>): void => {
    put({ ...before, isReading: true, refusal: undefined });
    const { signal } = ended.current;
    question
      .current(before.cursor, signal)
      .then(({ data, error, response }) => {
        if (signal.aborted) return;
        if (!data)
          return put({ ...before, isReading: false, refusal: refusalOf(response.status, error) });
        return put({
          key,
          items: [...before.items, ...data.items],
          cursor: data.nextCursor,
          isWhole: data.nextCursor === undefined,
          isReading: false,
          refusal: undefined,
        });
      })
      .catch((error: unknown) => {
        if (signal.aborted) return;
        put({ ...before, isReading: false, refusal: refusalOf(0, error) });
      });
  };
  useEffect(() => {
    ended.current = new AbortController();
    readFrom(begun(key));
    const { current: controller } = ended;
    return () => controller.abort();
  }, [key]);
  const { items, isWhole, isReading, refusal } = current.current;
  return { items, isWhole, isReading, refusal, more };
}
