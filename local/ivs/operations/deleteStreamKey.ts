import { z } from 'zod';
import { existingStreamKey } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';
import { streamKeyArn } from '../protocol/validation.ts';

/** Not refused while live. Nobody gets in with it any more; who is in stays in, unless the settings say otherwise. */
export const deleteStreamKey = defineOperation({
  name: 'DeleteStreamKey',
  status: 204,
  input: z.object({ arn: streamKeyArn }),
  run(world, { arn }) {
    const { streamKey } = existingStreamKey(world, arn);
    world.state.streamKeys.delete(arn);
    if (world.settings.deletedKeyEndsSession) world.streams.stopOnKey(arn, streamKey.channelArn);
    return undefined;
  },
});
