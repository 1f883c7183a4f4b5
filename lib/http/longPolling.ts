import type { App } from '../app.ts';
import { randomId } from '../random.ts';

/**
 * How many answers the deployment holds at once. Each keeps a Lambda busy for as long, and an
 * account has 1,000 by default.
 */
export const HOLDS_MAX = 100;
/** Of the places, so many are looked at; nobody waits for one. */
const TRIES = 3;
/** The time that a long poll may take longer than it should, in seconds. */
const MARGIN_SECONDS = 5;

const keyOf = (place: number): { pk: string; sk: string } => ({ pk: 'holds', sk: String(place) });

/**
 * Holds an answer in one of the deployment's places for long polls: row `holds`, `<place>`. The
 * place of a function that dies is free when the row expires.
 * @param untilMs when `wait` ends at the latest, ms since the epoch
 * @returns the result of `wait`; undefined when no place was found free, which may happen from half
 * of them on
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
      // No reason to refuse what has been waited for: the place frees itself.
      await store
        .put({ ...key, expiresAt: 0 }, { equals: { holder } })
        .catch((error: unknown) => log.warn("could not free a long poll's place", { error }));
    }
  }
  return undefined;
}
