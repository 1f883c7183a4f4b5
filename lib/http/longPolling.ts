import type { App } from '../app.ts';
import { randomId } from '../random.ts';

/**
 * The number of answers that the deployment holds at once. Each one keeps a Lambda busy, and an
 * account has 1,000 by default.
 */
export const HOLDS_MAX = 100;
/** The number of places that a long poll tries. It does not wait for a free one. */
const TRIES = 3;
/** How much longer than planned a long poll may take, in seconds. */
const MARGIN_SECONDS = 5;

const keyOf = (place: number): { pk: string; sk: string } => ({ pk: 'holds', sk: String(place) });

/**
 * Holds an answer in one of the deployment's places for long polls: record `holds`, `<place>`. The
 * place of a function that dies becomes free when the record expires.
 * @param untilMs when `wait` ends at the latest, ms since the epoch
 * @returns the result of `wait`; undefined when no free place was found, which may happen once half
 * of them are taken
 */
export async function hold<T>(
  { store, random, log }: Pick<App, 'store' | 'random' | 'log'>,
  untilMs: number,
  wait: () => Promise<T>,
): Promise<T | undefined> {
  const holder = randomId(random);
  const expiresAt = Math.ceil(untilMs / 1_000) + MARGIN_SECONDS;
  for (let tries = 0; tries < TRIES; tries++) {
    const key = keyOf(Math.floor(random.next() * HOLDS_MAX));
    if (!(await store.putIfAbsent({ ...key, holder, expiresAt }))) continue;
    try {
      return await wait();
    } finally {
      // A place that is not freed expires, so the answer need not fail.
      await store
        .put({ ...key, expiresAt: 0 }, { equals: { holder } })
        .catch((error: unknown) => log.warn("could not free a long poll's place", { error }));
    }
  }
  return undefined;
}
