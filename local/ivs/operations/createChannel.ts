import { z } from 'zod';
import { CHANNEL_DEFAULTS, configured } from '../channelRules.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from '../protocol/operation.ts';
import { channelMembers, tags } from '../protocol/validation.ts';
import { newChannelAddress, newStreamKey, type Channel } from '../resources.ts';

/** Makes a channel and its only stream key. There is no idempotency token: a second call makes a second channel. */
export const createChannel = defineOperation({
  name: 'CreateChannel',
  input: z.object({ ...channelMembers, tags: tags.optional() }),
  run({ state, random, place, settings }, { tags = {}, ...members }) {
    const configuration = configured(CHANNEL_DEFAULTS, members);
    if (state.channels.size >= settings.channelsMax) throw ivsError('ServiceQuotaExceededException', `Channel quota exceeded: ${settings.channelsMax}`);
    const channel: Channel = { ...configuration, ...newChannelAddress(place, random), tags };
    const streamKey = newStreamKey(place, random, channel.arn, {});
    state.channels.put(channel.arn, { sequence: state.nextSequence(), channel });
    state.streamKeys.put(streamKey.arn, { sequence: state.nextSequence(), streamKey });
    return { channel, streamKey };
  },
});
