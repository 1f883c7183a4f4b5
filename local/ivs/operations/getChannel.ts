import { existingChannel } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

export const getChannel = defineOperation({
  name: 'GetChannel',
  run: (world, { arn }) => ({ channel: existingChannel(world, arn).channel }),
});
