import { isoTime } from '../clock.ts';
import type { Item, Store } from '../dynamodb.ts';
import { expiryOf, matchesOf } from './keys.ts';
import type { EventTrigger, Rate } from './reactions.ts';

// The events that a reaction with `repeated` has matched, by the time at which they happened:
// `reaction/<name>`, `match#<digest of the pattern>#<channel>#<time>#<event>`. They are read
// consistently, so the event that is counted last sees all others, in whatever order they came.

/** The most repetitions that are counted. */
const REPETITIONS_MAX = 1_000;

/** An event that a reaction matched. */
export interface Match {
  readonly eventId: string;
  readonly eventType: string;
  /** When it happened, in ms since the epoch. */
  readonly at: number;
}

const matchIn = (item: Item): Match => item as Item & Match;

/**
 * Records a match and counts those of its channel. Safe to repeat.
 * @param now ms since the epoch
 * @returns the match that completes the number, this one or a later one near it, so that all events
 * of one burst agree on it; undefined when too few have come
 */
export async function countMatch(
  store: Store,
  { name, pattern }: Pick<EventTrigger, 'pattern'> & { readonly name: string },
  channelId: string,
  match: Match,
  { count, perMs }: Rate,
  now: number,
): Promise<Match | undefined> {
  const { eventId, at } = match;
  const { pk, prefix } = matchesOf(name, pattern, channelId);
  const placeOf = (time: number): string => `${prefix}${isoTime(time)}`;
  const sk = `${placeOf(at)}#${eventId}`;
  await store.put({ pk, sk, ...match, expiresAt: expiryOf('decision', now + perMs) });
  // If fewer than `count` lie before this one, those after it that may complete the number follow.
  const limit = 2 * Math.min(count, REPETITIONS_MAX);
  const items = await store.list(pk, prefix, limit, placeOf(at - perMs));
  // An event of ours that was sent again has two places.
  const others = items.filter(
    (item, n) =>
      item.eventId !== eventId && items.findIndex((one) => one.eventId === item.eventId) === n,
  );
  const before = others.filter((item) => item.sk < sk).map(matchIn);
  const after = others.filter((item) => item.sk > sk).map(matchIn);
  const near = [...before, match, ...after.filter((one) => one.at <= at + perMs)];
  return near.find((one, n) => {
    const first = near[n - count + 1];
    return n >= before.length && first !== undefined && first.at >= one.at - perMs;
  });
}
