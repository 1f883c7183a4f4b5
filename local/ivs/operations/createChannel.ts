import { CHANNEL_DEFAULTS, configured } from './rules/channelRules.ts';
import { defineOperation } from './defineOperation.ts';
import { checkRoom } from './rules/quotas.ts';
import { newChannelAddress, newStreamKey, type Channel } from '../state/resources.ts';

/**
 * Creates a channel and its only stream key. There is no idempotency token: a second call creates a
 * second channel.
 */
export const createChannel = defineOperation({
  name: 'CreateChannel',
  run(world, { tags = {}, ...members }) {
    const { state, random, place, settings } = world;
    const configuration = configured(world, CHANNEL_DEFAULTS, members);
    checkRoom(settings, 'channelsMax', state.channels.size);
    const channel: Channel = { ...configuration, ...newChannelAddress(place, random), tags };
    const streamKey = newStreamKey(place, random, channel.arn, {});
    state.channels.put(channel.arn, { sequence: state.nextSequence(), channel });
    state.streamKeys.put(streamKey.arn, { sequence: state.nextSequence(), streamKey });
    return { channel, streamKey };
  },
});
