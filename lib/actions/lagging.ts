import { IvsRefusal } from '../ivs/refusal.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import { readStreamKeyRow } from '../records/streamKeyAges.ts';
import type { ChannelContext } from './context.ts';

/**
 * Returns `notFound` for a channel that a read of IVS does not show.
 * @throws IvsRefusal of class conflict when the channel was created so recently that reads may not
 * show it yet; the step is then retried
 */
export async function notFoundUnlessNew(
  { store, channelId, clock }: Pick<ChannelContext, 'store' | 'channelId' | 'clock'>,
  operation: string,
): Promise<'notFound'> {
  const key = await readStreamKeyRow(store, channelId);
  if (key && clock.now() - key.since < READ_LAG_MS) throw notShownYet(operation);
  return 'notFound';
}

/** Returns the refusal that makes a step wait until IVS's reads show a recent change. */
export const notShownYet = (operation: string): IvsRefusal =>
  new IvsRefusal(operation, {
    name: 'ConflictException',
    message: 'IVS does not show a recent change yet.',
  });
