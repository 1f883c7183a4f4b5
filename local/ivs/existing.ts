import { ivsError } from './protocol/errors.ts';
import { isRetained, type SessionRecord } from './session.ts';
import type { ChannelRecord, StreamKeyRecord } from './state.ts';
import type { World } from './world.ts';

/** @throws IvsError ResourceNotFoundException */
export function existingChannel(world: World, arn: string): ChannelRecord {
  const record = world.state.channels.get(arn);
  if (!record) throw ivsError('ResourceNotFoundException', `Resource: ${arn} not found`);
  return record;
}

/** @throws IvsError ResourceNotFoundException */
export function existingStreamKey(world: World, arn: string): StreamKeyRecord {
  const record = world.state.streamKeys.get(arn);
  if (!record) throw ivsError('ResourceNotFoundException', `Resource: ${arn} not found`);
  return record;
}

/** @throws IvsError ResourceNotFoundException; this refers to a resource of a kind that cannot be made here yet */
export function noSuchResource(arn: string): never {
  throw ivsError('ResourceNotFoundException', `Resource: ${arn} not found`);
}

/**
 * The sessions a channel still has, oldest first; they stay readable after the channel is deleted.
 * @throws IvsError ResourceNotFoundException for a channel that is not there and left no sessions
 */
export function retainedSessions(world: World, channelArn: string): SessionRecord[] {
  const sessions = world.state.sessions.of(channelArn).filter((session) => isRetained(session, world.clock.now(), world.settings));
  if (sessions.length === 0) existingChannel(world, channelArn);
  return sessions;
}
