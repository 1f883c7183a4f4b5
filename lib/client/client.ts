import createFetchClient, {
  type Client as FetchClient,
  type FetchResponse,
  type MaybeOptionalInit,
} from 'openapi-fetch';
import { systemClock, type Clock } from './clock.ts';
import { systemRandom } from './random.ts';
import type { Components, Paths } from './api.ts';
import type { ChannelkeeperEvent, EventDetails, EventOf } from './events.ts';
import { openOutcomes, type Job, type Outcome, type WaitOptions } from './outcomes.ts';
import { signPlaybackToken, type PlaybackTokenOptions } from './playbackTokens.ts';
import { dataOf, ProblemError } from './problem.ts';
import { retrying } from './retries.ts';
import { together, type DataOrProblem } from './together.ts';

export type Channel = Components['schemas']['Channel'];

export interface ClientOptions {
  /** The address of the API, without `/v1`, such as `https://live.example.com`. */
  url: string;
  /**
   * An access token, or a function that returns one. The client calls the function before every
   * request, so that it may renew an expired token.
   */
  token: string | (() => string | Promise<string>);
  /** How often one request is sent at most (5). */
  attemptsMax?: number;
  /** A `fetch` for tests. */
  fetch?: typeof fetch;
  clock?: Clock;
}

/** The body of a list: one array of items, and a cursor if there is another page. */
type PageAt<Path extends keyof Paths> = Paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Page } } } };
}
  ? Page
  : never;
type ItemIn<Page> = {
  [Member in keyof Page]: Page[Member] extends readonly (infer Item)[] ? Item : never;
}[keyof Page];
/** The lists that come in pages. */
export type ListPath = {
  [Path in keyof Paths]: 'nextCursor' extends keyof PageAt<Path> ? Path : never;
}[keyof Paths];
export type ItemOf<Path extends ListPath> = NonNullable<
  ItemIn<Required<Omit<PageAt<Path>, 'nextCursor'>>>
>;
type ListParameters<Path extends ListPath> = Paths[Path] extends {
  get: { parameters: { query?: infer Query; path?: infer Ids } };
}
  ? { query?: Omit<NonNullable<Query>, 'cursor'> } & ([Ids] extends [undefined]
      ? object
      : { path: Ids })
  : never;

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type PathWith<M extends Method> = {
  [Path in keyof Paths]: Paths[Path] extends Record<M, unknown> ? Path : never;
}[keyof Paths];
/** `parseAs` is left out, because answers are typed as JSON. */
type Init<Path extends keyof Paths, M extends Method> = NonNullable<
  MaybeOptionalInit<Paths[Path], M & keyof Paths[Path]>
> & { parseAs?: never };
type OperationAt<Path extends keyof Paths, M extends Method> =
  Paths[Path] extends Record<M, infer Operation extends Record<string, unknown>>
    ? Operation
    : never;
/**
 * A call of openapi-fetch. Its own type infers the options from the argument, so a misspelled
 * optional member passes. Here only the path is inferred, and the compiler rejects every member
 * that the API does not know.
 */
type Call<M extends Method> = <Path extends PathWith<M>>(
  path: Path,
  ...init: object extends Init<Path, M> ? [init?: Init<Path, M>] : [init: Init<Path, M>]
) => Promise<FetchResponse<OperationAt<Path, M>, object, `${string}/${string}`>>;

/** One request per call. `use` and `eject` are openapi-fetch's, for middleware. */
interface Calls extends Pick<FetchClient<Paths>, 'use' | 'eject'> {
  GET: Call<'get'>;
  POST: Call<'post'>;
  PUT: Call<'put'>;
  PATCH: Call<'patch'>;
  DELETE: Call<'delete'>;
}

/** Typed calls (`GET`, `POST` …), and methods that make several calls. */
export interface Client extends Calls {
  /**
   * Iterates over every item of a list, page after page.
   * @throws ProblemError
   */
  each<Path extends ListPath>(
    path: Path,
    parameters?: ListParameters<Path>,
  ): AsyncGenerator<ItemOf<Path>>;
  /**
   * Waits for the end of a job, for as long as that takes, and returns the job; `status` tells how
   * it ended. `signal` ends the wait, not the job.
   * @throws ProblemError when the job cannot be read
   */
  waitForJob(job: Pick<Job, 'id'> | string, options?: WaitOptions): Promise<Job>;
  /**
   * Returns the final answer of a mutation. After a 202 it waits for the job, then sends the
   * request again under the same `Idempotency-Key`; the API answers as if the mutation had been
   * done at once. For work that may take longer than a day (`when=idle` on a stream without an
   * end), use `waitForJob`.
   * @throws ProblemError when the mutation was refused, or its job did not succeed
   */
  outcomeOf<Data>(
    call: Promise<{ data?: Data; error?: unknown; response: Response }>,
    options?: WaitOptions,
  ): Promise<Outcome<Data>>;
}

/** How long the API holds one answer, in seconds: the most that it honours. */
const HOLD_SECONDS = 20;
const UNHELD_MS = 1_000;

const hasEnded = ({ status }: Job): boolean => status !== 'running' && status !== 'waiting';

/**
 * Opens a client. It retries requests that were throttled or got no answer, without repeating their
 * effect.
 */
export function openClient({
  url,
  token,
  attemptsMax = 5,
  fetch = globalThis.fetch,
  clock = systemClock,
}: ClientOptions): Client {
  const send = retrying({ fetch, clock, random: systemRandom, attemptsMax });
  // Only the types of the options differ; see Call.
  const calls = createFetchClient<Paths>({
    baseUrl: url.replace(/\/$/, ''),
    fetch: send,
  }) as unknown as Calls;
  const authorized = async (request: Request): Promise<Request> => {
    request.headers.set(
      'authorization',
      `Bearer ${typeof token === 'string' ? token : await token()}`,
    );
    return request;
  };
  /** The requests that were answered with 202. */
  const asked = new WeakMap<Response, Request>();
  calls.use({
    onRequest: ({ request }) => authorized(request),
    onResponse({ request, response }) {
      if (response.status === 202) asked.set(response, request);
    },
  });

  async function* each<Path extends ListPath>(
    path: Path,
    parameters?: ListParameters<Path>,
  ): AsyncGenerator<ItemOf<Path>> {
    // The parameters of a path are checked where `each` is called; here, all lists are alike.
    const get = calls.GET as unknown as (
      path: string,
      init: { params: object },
    ) => Promise<{ data?: Record<string, unknown>; error?: unknown; response: Response }>;
    let cursor: string | undefined;
    do {
      const { nextCursor, ...page } =
        dataOf(
          await get(path, {
            params: {
              ...parameters,
              query: { ...parameters?.query, ...(cursor !== undefined && { cursor }) },
            },
          }),
        ) ?? {};
      yield* Object.values(page).find((member) => Array.isArray(member)) as ItemOf<Path>[];
      cursor = typeof nextCursor === 'string' ? nextCursor : undefined;
    } while (cursor !== undefined);
  }

  async function waitForJob(
    job: Pick<Job, 'id'> | string,
    { onProgress, signal }: WaitOptions = {},
  ): Promise<Job> {
    const jobId = typeof job === 'string' ? job : job.id;
    let seen: Job | undefined;
    for (;;) {
      const askedAt = clock.now();
      const params = {
        path: { jobId },
        ...(seen && { query: { after: seen.version }, header: { Prefer: `wait=${HOLD_SECONDS}` } }),
      };
      const { job: now } = dataOf(
        await calls.GET('/v1/jobs/{jobId}', { params, ...(signal && { signal }) }),
      );
      if (now.version !== seen?.version) onProgress?.(now);
      if (hasEnded(now)) return now;
      // An answer that was not held: a proxy on the way does not pass the preference on.
      if (now.version === seen?.version && clock.now() - askedAt < UNHELD_MS)
        await clock.sleep(UNHELD_MS);
      seen = now;
    }
  }

  const outcomeOf = openOutcomes({
    waitForJob,
    clock,
    again: async (answer) => send(await authorized(requestOf(answer).clone())),
  });
  function requestOf(answer: Response): Request {
    const request = asked.get(answer);
    if (!request) throw new TypeError('outcomeOf takes a call of this client.');
    return request;
  }

  return Object.assign(calls, { each, waitForJob, outcomeOf });
}

/**
 * Returns the id that paths take: the last segment of an ARN.
 * @throws TypeError when there is no ARN
 */
export function idOf(of: { readonly arn?: string } | string | undefined): string {
  const arn = typeof of === 'string' ? of : of?.arn;
  const id = arn?.split('/')[1];
  if (!id) throw new TypeError(`There is no id in ${arn ?? 'what has no ARN'}.`);
  return id;
}

export { dataOf, ProblemError, signPlaybackToken, together };
export type {
  ChannelkeeperEvent,
  DataOrProblem,
  EventDetails,
  EventOf,
  Job,
  PlaybackTokenOptions,
  WaitOptions,
};
