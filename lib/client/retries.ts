import { msOf, type Clock } from './clock.ts';
import { randomId, type Random } from './random.ts';

/**
 * The waits between retries when the API sets none, in ms. Each is double the last one, times a
 * random factor between a half and one.
 */
const FIRST_WAIT_MS = 500;
const WAIT_MS_MAX = 8_000;
/** A longer Retry-After is left to the caller. */
const RETRY_AFTER_MS_MAX = 60_000;

export interface Retries {
  fetch: typeof fetch;
  clock: Clock;
  random: Random;
  /** How often one request is sent at most. */
  attemptsMax: number;
}

/**
 * Returns a `fetch` that retries a request when it was throttled (429), when the service was not
 * available (503), when the same request is still under way (409) or when no answer came. A request
 * that changes something carries an `Idempotency-Key`, the caller's or one made here, so that a
 * retry never makes the change twice.
 */
export function retrying({
  fetch,
  clock,
  random,
  attemptsMax,
}: Retries): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && !request.headers.has('idempotency-key'))
      request.headers.set('idempotency-key', randomId(random));
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= attemptsMax;
      const backoffMs =
        Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), WAIT_MS_MAX) * (0.5 + random.next() / 2);
      try {
        const response = await fetch(request.clone());
        const waitMs = retryAfterMs(response.headers.get('retry-after'), clock) ?? backoffMs;
        if (last || waitMs > RETRY_AFTER_MS_MAX || !(await isWorthAnother(response)))
          return response;
        await response.body?.cancel();
        await sleep(clock, waitMs, request.signal);
      } catch (error) {
        if (last || request.signal.aborted) throw error;
        await sleep(clock, backoffMs, request.signal);
      }
    }
  };
}

/**
 * A refusal that names a job is the end of that job: the same request would meet the same end. A
 * conflict passes by itself only if it is with the same request, under the same key.
 */
async function isWorthAnother(response: Response): Promise<boolean> {
  if (![409, 429, 503].includes(response.status)) return false;
  const text = await response.clone().text();
  if (response.status === 409) return /"type"\s*:\s*"[^"]*\/request-under-way"/.test(text);
  return !/"jobId"\s*:/.test(text);
}

/** Parses seconds or a date (RFC 9110, 10.2.3) and returns milliseconds. */
function retryAfterMs(header: string | null, clock: Clock): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const at = msOf(header);
  return at === undefined ? undefined : Math.max(0, at - clock.now());
}

/**
 * Waits for `ms` milliseconds.
 * @throws the reason of the signal when it is aborted
 */
export async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([clock.sleep(ms), aborted]);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
}
