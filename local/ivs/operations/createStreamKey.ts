import { z } from 'zod';
import { existingChannel } from '../existing.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from '../protocol/operation.ts';
import { channelArn, tags } from '../protocol/validation.ts';
import { newStreamKey } from '../resources.ts';

/** One key a channel: a second is over quota (402), so a rotation is delete, then create. */
export const createStreamKey = defineOperation({
  name: 'CreateStreamKey',
  input: z.object({ channelArn, tags: tags.optional() }),
  run(world, { channelArn, tags = {} }) {
    const { state, settings, place, random } = world;
    existingChannel(world, channelArn);
    if (state.streamKeys.of(channelArn).length >= settings.streamKeysPerChannelMax) {
      throw ivsError('ServiceQuotaExceededException', `Stream key quota exceeded for channel: ${channelArn}`);
    }
    const streamKey = newStreamKey(place, random, channelArn, tags);
    state.streamKeys.put(streamKey.arn, { sequence: state.nextSequence(), streamKey });
    return { streamKey };
  },
});
