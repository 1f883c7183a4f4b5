import { existingChannel } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { checkRoom } from './rules/quotas.ts';
import { newStreamKey } from '../state/resources.ts';

/**
 * Creates a stream key. A channel has one key; a second one is over quota (402), so a rotation is a
 * delete followed by a create.
 */
export const createStreamKey = defineOperation({
  name: 'CreateStreamKey',
  run(world, { channelArn, tags = {} }) {
    const { state, settings, place, random } = world;
    existingChannel(world, channelArn);
    checkRoom(settings, 'streamKeysPerChannelMax', state.streamKeys.of(channelArn).length);
    const streamKey = newStreamKey(place, random, channelArn, tags);
    state.streamKeys.put(streamKey.arn, { sequence: state.nextSequence(), streamKey });
    return { streamKey };
  },
});
