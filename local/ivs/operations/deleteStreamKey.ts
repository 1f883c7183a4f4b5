import { existingStreamKey } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Not refused while live. Nobody gets in with it any more; who is in stays in, unless the settings
 * say otherwise.
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
