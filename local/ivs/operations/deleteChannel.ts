import { existingChannel } from './rules/lookup.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Deletes a channel and its stream key; its sessions stay readable. Refused from Session Created
 * until Stream End.
 */
export const deleteChannel = defineOperation({
  name: 'DeleteChannel',
  run(world, { arn }) {
    existingChannel(world, arn);
    if (world.streams.isOpen(arn))
      throw ivsError(
        'ConflictException',
        `Channel: ${arn} is currently live and cannot be deleted`,
      );
    // Keys are deleted first: a kill in between leaves a channel without a key, never a key without
    // a channel.
    for (const { streamKey } of world.state.streamKeys.of(arn))
      world.state.streamKeys.delete(streamKey.arn);
    world.state.channels.delete(arn);
    return undefined;
  },
});
