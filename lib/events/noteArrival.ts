import type { App } from '../app.ts';
import type { Store } from '../dynamodb.ts';
import { notePulse } from '../records/pulses.ts';

/** The shortest time between two notes of one process, in ms. */
const EVERY_MS = 60_000;

/** When this process last noted an arrival, by its table; ms since the epoch. */
const noted = new WeakMap<Store, number>();

/**
 * Notes that an event has arrived, once a minute at most, so that the note costs next to nothing
 * beside the entries of the journal.
 */
export async function noteArrival({ store, clock }: Pick<App, 'store' | 'clock'>): Promise<void> {
  const now = clock.now();
  if (now - (noted.get(store) ?? -Infinity) < EVERY_MS) return;
  await notePulse(store, 'event', now);
  noted.set(store, now);
}
