import { useEffect, useRef, useState } from 'preact/hooks';
import { every } from '../clock.ts';
import { refusalOf } from '../words/refusals.ts';
import type { Answer } from './client.ts';

/** The part of a request that the poll decides. */
export interface Asked {
  /** Has the entity tag of the last answer, which the deployment answers with 304. */
  readonly headers: Record<string, string>;
  /**
   * Chromium 156 adds `max-age=0` to a request with an entity tag, although the Fetch standard asks
   * for `no-cache`, as in this mode. The API heeds neither beside an entity tag.
   */
  readonly cache?: 'no-store';
  readonly signal: AbortSignal;
}

/** The last answer of a poll. */
export interface Polled<Data> {
  readonly data: Data | undefined;
  /** The reason, in words, why the last request was refused; the data are those of before. */
  readonly refusal: string | undefined;
  /** The status of the last answer; 0 before the first one. */
  readonly status: number;
  /** Asks at once. */
  readonly refresh: () => void;
}

const isVisible = (): boolean => document.visibilityState === 'visible';

/**
 * Asks for something again and again while the page can be seen. Requests do not overlap. Another
 * `key` is another question.
 * @param everyMs the pause between two questions; Infinity: ask once
 */
export function usePolled<Data>(
  key: string,
  everyMs: number,
  ask: (asked: Asked) => Promise<Answer<Data>>,
): Polled<Data> {
  const [state, setState] = useState<{
    key: string;
    data?: Data;
    refusal?: string;
    status: number;
  }>({ key, status: 0 });
  const question = useRef(ask);
  question.current = ask;
  const refresh = useRef<() => void>(() => undefined);

  useEffect(() => {
    const ended = new AbortController();
    let etag: string | undefined;
    let isAsking = false;
    const once = async (): Promise<void> => {
      if (isAsking || !isVisible()) return;
      isAsking = true;
      try {
        const tagged = etag !== undefined && { headers: { 'If-None-Match': etag } };
        const { data, error, response } = await question.current({
          headers: {},
          ...(tagged && { ...tagged, cache: 'no-store' as const }),
          signal: ended.signal,
        });
        if (ended.signal.aborted) return;
        if (response.ok) etag = response.headers.get('etag') ?? undefined;
        const { status } = response;
        if (response.ok && data !== undefined) setState({ key, data, status });
        else if (status !== 304)
          setState((before) => ({
            ...kept(before, key),
            status,
            refusal: refusalOf(status, error),
          }));
        else setState(({ refusal: _refusal, ...before }) => ({ ...before, status }));
      } catch (error) {
        if (ended.signal.aborted) return;
        setState((before) => ({ ...kept(before, key), status: 0, refusal: refusalOf(0, error) }));
      } finally {
        isAsking = false;
      }
    };
    refresh.current = () => void once();
    void once();
    const stop = Number.isFinite(everyMs) ? every(everyMs, () => void once()) : undefined;
    const seen = (): void => void once();
    document.addEventListener('visibilitychange', seen);
    return () => {
      ended.abort();
      stop?.();
      document.removeEventListener('visibilitychange', seen);
    };
  }, [key, everyMs]);

  const current = state.key === key ? state : { key, status: 0 };
  return {
    data: 'data' in current ? current.data : undefined,
    refusal: 'refusal' in current ? current.refusal : undefined,
    status: current.status,
    refresh: () => refresh.current(),
  };
}

const kept = <State extends { key: string }>(
  before: State,
  key: string,
): State | { key: string } => (before.key === key ? before : { key });
