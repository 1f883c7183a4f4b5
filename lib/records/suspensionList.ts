import type { Store } from '../dynamodb.ts';
import { channelIdOf } from './keys.ts';
import { readSuspension, type Suspension, type SuspensionPartition } from './suspensions.ts';

/** A suspended channel. */
export interface SuspendedChannel extends Suspension {
  readonly channelId: string;
  /** Whether the channel is known to be dark. */
  readonly isDark: boolean;
}

/**
 * The place at which a page of suspensions begins: after `dueSk` of a partition. Several channels
 * may have the same `dueSk`, so those that were listed already are named.
 */
export interface SuspensionPlace {
  readonly partition: SuspensionPartition;
  readonly dueSk: string;
  readonly listed: readonly string[];
}

/** The channels that are not dark yet come first. One that becomes dark meanwhile is seen again. */
const PARTITIONS: readonly SuspensionPartition[] = ['suspensionOpen', 'suspension'];

/** Returns the greatest text that sorts before an instant, so that an index page includes it. */
const before = (dueSk: string): string => dueSk.slice(0, -1);

/**
 * Lists the suspended channels. The index may lag by a moment; each suspension in the list is read
 * consistently.
 */
export async function listSuspensions(
  store: Store,
  limit: number,
  from?: SuspensionPlace,
): Promise<{ suspensions: SuspendedChannel[]; next?: SuspensionPlace }> {
  const found: { channelId: string; partition: SuspensionPartition; dueSk: string }[] = [];
  for (const partition of PARTITIONS.slice(from ? PARTITIONS.indexOf(from.partition) : 0)) {
    const begins = from?.partition === partition ? from : undefined;
    const keys = await store.keys({
      index: 'due',
      partition,
      // One more tells whether another page follows.
      limit: limit + 1 - found.length + (begins?.listed.length ?? 0),
      order: 'ascending',
      ...(begins && { above: before(begins.dueSk) }),
    });
    found.push(
      ...keys
        .map((key) => ({ channelId: channelIdOf(key), partition, dueSk: String(key.dueSk) }))
        .filter(
          ({ channelId, dueSk }) => !(begins?.dueSk === dueSk && begins.listed.includes(channelId)),
        ),
    );
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const suspensions = await Promise.all(
    page.map(async ({ channelId, partition }) => {
      const suspension = await readSuspension(store, channelId);
      return suspension && { ...suspension, channelId, isDark: partition === 'suspension' };
    }),
  );
  const last = page.at(-1);
  return {
    suspensions: suspensions.filter((suspension) => suspension !== undefined),
    ...(found.length > limit && last && { next: placeAfter(page, last, from) }),
  };
}

/** Returns the place after the last channel of a page. */
function placeAfter(
  page: readonly { channelId: string; partition: SuspensionPartition; dueSk: string }[],
  { partition, dueSk }: { partition: SuspensionPartition; dueSk: string },
  from: SuspensionPlace | undefined,
): SuspensionPlace {
  const earlier = from?.partition === partition && from.dueSk === dueSk ? from.listed : [];
  const now = page.filter((one) => one.partition === partition && one.dueSk === dueSk);
  return { partition, dueSk, listed: [...earlier, ...now.map(({ channelId }) => channelId)] };
}
