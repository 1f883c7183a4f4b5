import { existingChannel } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Cuts the encoder off now; the events follow. It keeps nobody out: an encoder may be back before
 * they do.
 */
export const stopStream = defineOperation({
  name: 'StopStream',
  run(world, { channelArn }) {
    existingChannel(world, channelArn);
    world.streams.stop(channelArn);
    return undefined;
  },
});
