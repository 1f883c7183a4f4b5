import { z } from 'zod';
import { existingChannel } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';
import { channelArn } from '../protocol/validation.ts';

/** Cuts the encoder off now; the events follow. It keeps nobody out: an encoder may be back before they do. */
export const stopStream = defineOperation({
  name: 'StopStream',
  input: z.object({ channelArn }),
  run(world, { channelArn }) {
    existingChannel(world, channelArn);
    world.streams.stop(channelArn);
    return undefined;
  },
});
