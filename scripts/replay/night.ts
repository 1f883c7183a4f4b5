import { isoTime } from '../../lib/clock.ts';
import type { Store } from '../../lib/dynamodb.ts';
import { detailOf, type Entry } from '../../lib/journal/entry.ts';
import { listJournal } from '../../lib/journal/journal.ts';

/** Streams and recordings that began this long before the night, in ms, are known to it. */
const LOOK_BACK_MS = 48 * 3_600_000;
const PAGE = 500;

/** The journal of one channel, oldest entry first. */
export interface NightChannel {
  readonly id: string;
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** A stretch of time in the journals of some channels. Times in ms since the epoch. */
export interface Night {
  readonly from: number;
  readonly to: number;
  readonly channels: readonly NightChannel[];
}

async function entriesOf(
  store: Store,
  journal: string,
  { from, to }: Pick<Night, 'from' | 'to'>,
): Promise<Entry[]> {
  const found: Entry[] = [];
  let below: string | undefined = `${isoTime(to)}#\uffff`;
  while (below !== undefined) {
    const { entries, next } = await listJournal(store, journal, {
      below,
      limit: PAGE,
      until: isoTime(from - LOOK_BACK_MS),
    });
    found.push(...entries);
    below = next;
  }
  return found.toReversed();
}

const nameIn = (entries: readonly Entry[]): string | undefined =>
  entries
    .map((entry) => detailOf(entry).channel_name)
    .findLast((name): name is string => typeof name === 'string' && /^[\w-]{1,128}$/.test(name));

/**
 * Reads a night from the journals of channels. A channel to which nothing happened is left out. The
 * events of IVS have whole seconds, so the night begins and ends with a whole one.
 * @param journals the ids of the channels
 */
export async function readNight(
  store: Store,
  journals: readonly string[],
  asked: Pick<Night, 'from' | 'to'>,
): Promise<Night> {
  const time = {
    from: Math.floor(asked.from / 1_000) * 1_000,
    to: Math.ceil(asked.to / 1_000) * 1_000,
  };
  const channels: NightChannel[] = [];
  for (const id of journals) {
    const entries = await entriesOf(store, id, time);
    if (entries.length > 0) channels.push({ id, name: nameIn(entries) ?? id, entries });
  }
  return { ...time, channels };
}
