import type { Store } from '../dynamodb.ts';
import { recordKey } from '../records/keys.ts';

const key = recordKey.channelRefresh();

/**
 * How far the background refresh is. It runs in two laps at their own pace: one through the pages
 * of ListChannels, and one through the channels that are listed.
 */
export interface RefreshState {
  /** The place in ListChannels, and the time at which that lap began (ms since the epoch). */
  readonly nextToken: string | undefined;
  readonly lapBegan: number | undefined;
  /** The channels that this lap has listed so far, and those that the last complete lap listed. */
  readonly lapCount: number | undefined;
  readonly channels: number | undefined;
  /** The time at which the last complete lap through ListChannels began, in ms since the epoch. */
  readonly completeSince: number;
  /** The id of the channel after which the other lap continues, and the time at which it began. */
  readonly after: string | undefined;
  readonly readingBegan: number | undefined;
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** Returns how far the refresh is, with the number of its writes. */
export async function readRefresh(store: Store): Promise<RefreshState & { writes: number }> {
  const item = await store.get(key);
  return {
    nextToken: textIn(item?.nextToken),
    lapBegan: numberIn(item?.lapBegan),
    lapCount: numberIn(item?.lapCount),
    channels: numberIn(item?.channels),
    readingBegan: numberIn(item?.readingBegan),
    completeSince: Number(item?.completeSince ?? 0),
    after: textIn(item?.after),
    writes: Number(item?.writes ?? 0),
  };
}

/** Notes how far the refresh is, unless another run has noted that meanwhile. */
export async function writeRefresh(
  store: Store,
  writes: number,
  state: RefreshState,
): Promise<boolean> {
  const when = writes === 0 ? { absent: ['writes'] } : { equals: { writes } };
  return (await store.update(key, { set: { ...state, writes: writes + 1 }, when })) !== undefined;
}

/** Returns the time since which every channel has been listed; 0 when that is not known. */
export const listCompleteSince = async (store: Store): Promise<number> =>
  (await readRefresh(store)).completeSince;
