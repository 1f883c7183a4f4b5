import { z } from 'zod';
import { batch } from '../batch.ts';
import { defineOperation } from '../protocol/operation.ts';
import { channelArn } from '../protocol/validation.ts';

export const batchGetChannel = defineOperation({
  name: 'BatchGetChannel',
  input: z.object({ arns: z.array(channelArn).min(1).max(50) }),
  run({ state }, { arns }) {
    const { found, errors } = batch(arns, (arn) => state.channels.get(arn)?.channel);
    return { channels: found, errors };
  },
});
