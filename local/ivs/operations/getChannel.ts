import { z } from 'zod';
import { existingChannel } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';
import { channelArn } from '../protocol/validation.ts';

export const getChannel = defineOperation({
  name: 'GetChannel',
  input: z.object({ arn: channelArn }),
  run: (world, { arn }) => ({ channel: existingChannel(world, arn).channel }),
});
