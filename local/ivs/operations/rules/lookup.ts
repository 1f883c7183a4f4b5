import { ivsError } from '../../protocol/errors.ts';
import { isRetained, type SessionRecord } from '../../state/session.ts';
import type { ChannelRecord, StreamKeyRecord } from '../../state/state.ts';
import type { World } from '../../regions/region.ts';

/**
 * Returns the record of an ARN.
 * @throws IvsError ResourceNotFoundException
 */
export function existing<R>(table: { get(arn: string): R | undefined }, arn: string): R {
  const record = table.get(arn);
  if (!record) throw ivsError('ResourceNotFoundException', `Resource: ${arn} not found`);
  return record;
}

/** @throws IvsError ResourceNotFoundException */
export const existingChannel = (world: World, arn: string): ChannelRecord =>
  existing(world.state.channels, arn);

/** @throws IvsError ResourceNotFoundException */
export const existingStreamKey = (world: World, arn: string): StreamKeyRecord =>
  existing(world.state.streamKeys, arn);

/**
 * Returns the retained sessions of a channel, oldest first. They stay readable after the channel is
 * deleted.
 * @throws IvsError ResourceNotFoundException when the channel does not exist and left no sessions
 */
export function retainedSessions(world: World, channelArn: string): SessionRecord[] {
  const sessions = world.state.sessions
    .of(channelArn)
    .filter((session) => isRetained(session, world.clock.now(), world.settings));
  if (sessions.length === 0) existingChannel(world, channelArn);
  return sessions;
}
