import { dataOf } from '../../lib/client/client.ts';
import type { Session } from '../session.ts';
import { LISTED_MAX, type Finding } from './finding.ts';

/** Returns the channels that, by the jobs that need attention, were left without a stream key. */
async function candidates({ client }: Session): Promise<string[]> {
  const channels = new Set<string>();
  const query = { needsAttention: 'true', limit: 100 } as const;
  for await (const { subject, left } of client.each('/v1/jobs', { query })) {
    const [, channel] = /^channel\/(.+)$/.exec(subject) ?? [];
    if (channel !== undefined && left?.includes('keyless')) channels.add(channel);
  }
  return [...channels];
}

/** Returns whether a channel is there, has no key, and is not suspended. */
async function isKeyless({ client, signal }: Session, channelId: string): Promise<boolean> {
  const init = { params: { path: { channelId } }, signal };
  const keys = await client.GET('/v1/channels/{channelId}/stream-keys', init);
  if (keys.response.status === 404 || dataOf(keys).streamKeys.length > 0) return false;
  const suspension = await client.GET('/v1/channels/{channelId}/suspension', init);
  if (suspension.response.status === 404) return true;
  dataOf(suspension);
  return false;
}

/**
 * Lists the channels that have no stream key now, of those that a job has left without one. A
 * suspended channel has no key on purpose.
 */
export async function keyless(session: Session): Promise<Finding[]> {
  const all = await candidates(session);
  const found: Finding[] = [];
  for (const channel of all.slice(0, LISTED_MAX))
    if (await isKeyless(session, channel))
      found.push({
        check: 'keyless',
        state: 'problem',
        text: `the channel ${channel} has no stream key, so no encoder can go live on it`,
        command: `channelkeeper stream-keys create ${channel}`,
      });
  if (all.length > LISTED_MAX)
    found.push({
      check: 'keyless',
      state: 'note',
      text: `jobs have left ${all.length - LISTED_MAX} more channels without a key; they were not read`,
      command: 'channelkeeper jobs list --needs-attention --all',
    });
  return found.length > 0
    ? found
    : [{ check: 'keyless', state: 'ok', text: 'no job has left a channel without a key' }];
}
