import { existingStreamKey } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Deletes a stream key, even while the channel is live. The key admits no further encoder; an
 * encoder that is already connected stays connected unless the settings say otherwise.
 */
export const deleteStreamKey = defineOperation({
  name: 'DeleteStreamKey',
  run(world, { arn }) {
    const { streamKey } = existingStreamKey(world, arn);
    world.state.streamKeys.delete(arn);
    if (world.settings.deletedKeyEndsSession) world.streams.stopOnKey(arn, streamKey.channelArn);
    return undefined;
  },
});
