import { keysOf, type GivenChannel } from './given.ts';
import type { Answer, World } from './world.ts';

/** Returns the id of the stream key that a channel has; empty when it has none. */
export const keyIdOf = async (world: World, channel: GivenChannel): Promise<string> =>
  (await keysOf(world, channel))[0]?.arn?.split('/')[1] ?? '';

/** Asks for the deletion of a channel's stream key, `now` or when `idle`. */
export const deleteStreamKey = (
  world: World,
  { id }: GivenChannel,
  streamKeyId: string,
  when = 'now',
  headers: Record<string, string> = {},
): Promise<Answer> =>
  world.http('DELETE', `/v1/stream-keys/${streamKeyId}?channelId=${id}&when=${when}`, { headers });

/** Asks for a stream key for a channel that has none. */
export const createStreamKey = (world: World, { id }: GivenChannel): Promise<Answer> =>
  world.http('POST', `/v1/channels/${id}/stream-keys`, { body: {} });
