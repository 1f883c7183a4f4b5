import { existingChannel } from './rules/lookup.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';
import { streamSummary } from './rules/streamSummary.ts';

/**
 * Returns the live stream. A channel that is offline, that is before Stream Start and from Stream
 * End on, is the error ChannelNotBroadcasting.
 */
export const getStream = defineOperation({
  name: 'GetStream',
  run(world, { channelArn }) {
    const { channel } = existingChannel(world, channelArn);
    const session = world.streams.live(channelArn);
    if (!session)
      throw ivsError('ChannelNotBroadcasting', `Channel: ${channelArn} is not currently online`);
    return { stream: { ...streamSummary(world, session), playbackUrl: channel.playbackUrl } };
  },
});
