import { IvsRefusal } from '../ivs/refusal.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import { readStreamKeyRow } from '../records/streamKeyAges.ts';
import type { ChannelContext } from './context.ts';

/**
 * Returns `notFound` for a channel that a read of IVS does not show.
 * @throws IvsRefusal of class conflict when the channel was made so short a time ago that reads may
 * not show it yet: then the step is tried again
 */
export async function notFoundUnlessNew(
  { store, channelId, clock }: Pick<ChannelContext, 'store' | 'channelId' | 'clock'>,
  operation: string,
): Promise<'notFound'> {
  const key = await readStreamKeyRow(store, channelId);
  if (key && clock.now() - key.since < READ_LAG_MS) throw notShownYet(operation);
  return 'notFound';
}

/** The refusal of a step that has to wait until IVS's reads show what has just been made. */
export const notShownYet = (operation: string): IvsRefusal =>
  new IvsRefusal(operation, {
    name: 'ConflictException',
    message: 'IVS does not show a recent change yet.',
  });
