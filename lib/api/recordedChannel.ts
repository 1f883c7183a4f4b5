import type { App } from '../app.ts';
import { noChannel } from '../http/problems.ts';
import { knownChannel } from '../readModel/channels.ts';

/**
 * Checks that an empty list is that of a channel of ours. A channel that is gone has a journal, so
 * its lists are not empty.
 * @throws Problem `not-found`
 */
export async function mustBeRecorded(
  app: App,
  channelId: string,
  found: readonly unknown[],
): Promise<void> {
  if (found.length > 0) return;
  const { value } = await knownChannel(app, channelId);
  if (!value) throw noChannel(channelId);
}
