import { existingChannel } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';

export const getChannel = defineOperation({
  name: 'GetChannel',
  run: (world, { arn }) => ({ channel: existingChannel(world, arn).channel }),
});
