import { createRandom, type Random } from '../../local/random.ts';
import type { Ledger } from './ledger.ts';
import type { Tally } from './tally.ts';

export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Asked {
  readonly body?: unknown;
  /** Replaces `body`; it is sent unchanged. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  /** Hangs up after this many ms. */
  readonly abortAfterMs?: number;
}

/** The setting that all callers share. */
export interface Scene {
  readonly url: string;
  /** The time, by `performance.now()`, after which no new request begins. */
  readonly untilMs: number;
  /** Channels that are never live and that many callers write to. */
  readonly idle: readonly string[];
  /** Channels with an encoder that reconnects by itself. */
  readonly live: readonly string[];
  readonly connectEncoder: (channelId: string) => void;
  readonly ledger: Ledger;
  readonly tally: Tally;
}

/** One of many concurrent callers. It makes one request after another. */
export interface Caller {
  readonly number: number;
  readonly random: Random;
  readonly scene: Scene;
  /** Channels that this caller created and has not deleted. */
  readonly own: string[];
  readonly jobs: string[];
  /** The counter for the names that this caller makes up. */
  count: number;
  pick<T>(from: readonly T[]): T | undefined;
  /**
   * Makes a request. Returns undefined when the caller hung up before the answer.
   * @param wanted the expected statuses, besides 429; any other status is a fault
   */
  ask(
    kind: string,
    method: string,
    path: string,
    wanted: readonly number[],
    asked?: Asked,
  ): Promise<Said | undefined>;
}

export function createCaller(
  scene: Scene,
  { number, token, seed }: { number: number; token: string; seed: number },
): Caller {
  const random = createRandom(seed + 7_919 * number);
  return {
    number,
    random,
    scene,
    own: [],
    jobs: [],
    count: 0,
    pick: (from) => (from.length === 0 ? undefined : from[random.integer(0, from.length - 1)]),
    async ask(
      kind,
      method,
      path,
      wanted,
      {
        body,
        text = body === undefined ? undefined : JSON.stringify(body),
        headers = {},
        abortAfterMs,
      } = {},
    ) {
      const { url, tally } = scene;
      const sinceMs = performance.now();
      const hungUp = abortAfterMs === undefined ? undefined : AbortSignal.timeout(abortAfterMs);
      try {
        const response = await fetch(url + path, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(text !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(text !== undefined && { body: text }),
          ...(hungUp && { signal: hungUp }),
        });
        const said = {
          status: response.status,
          headers: response.headers,
          text: await response.text(),
        };
        tally.note(kind, said.status, performance.now() - sinceMs);
        const shown = `${kind}: ${method} ${path} ${said.status} ${said.text.slice(0, 500)}`;
        if (
          said.status === 429
            ? said.headers.get('retry-after') === null
            : !wanted.includes(said.status)
        )
          tally.fault(shown);
        return {
          ...said,
          body: /json/.test(said.headers.get('content-type') ?? '')
            ? (JSON.parse(said.text) as Record<string, unknown>)
            : {},
        };
      } catch (error) {
        if (!hungUp?.aborted)
          tally.fault(
            `${kind}: ${method} ${path} got no answer: ${String(error)} ` +
              String((error as Error).cause),
          );
        tally.note(kind, hungUp?.aborted ? 'aborted' : 0, performance.now() - sinceMs);
        return undefined;
      }
    },
  };
}

/** Returns the id of the job that an answer shows or names. */
export const jobIn = ({ body }: Said): string | undefined =>
  (body.job as { id?: string } | undefined)?.id ?? (body.jobId as string | undefined);
