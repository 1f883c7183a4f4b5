import { existingChannel } from './rules/lookup.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Inserts an ad break; a channel has one at a time. MediaTailor is not asked for ads; the event
 * says when the break is due.
 */
export const insertAdBreak = defineOperation({
  name: 'InsertAdBreak',
  run(world, { channelArn, durationSeconds }) {
    const { channel } = existingChannel(world, channelArn);
    const bare =
      channel.adConfigurationArn === '' &&
      world.settings.adBreakWithoutAdConfiguration === 'ValidationException';
    if (bare && world.streams.live(channelArn))
      throw ivsError('ValidationException', `Channel: ${channelArn} has no ad configuration`);
    return { adBreakId: world.streams.insertAdBreak(channelArn, durationSeconds) };
  },
});
