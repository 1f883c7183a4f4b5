import { existingChannel } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Disconnects the encoder at once; the events follow. StopStream does not block encoders: one may
 * reconnect before the events arrive.
 */
export const stopStream = defineOperation({
  name: 'StopStream',
  run(world, { channelArn }) {
    existingChannel(world, channelArn);
    world.streams.stop(channelArn);
    return undefined;
  },
});
