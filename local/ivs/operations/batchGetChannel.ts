import { batch } from '../batch.ts';
import { defineOperation } from '../protocol/operation.ts';

export const batchGetChannel = defineOperation({
  name: 'BatchGetChannel',
  run({ state }, { arns }) {
    const { found, errors } = batch(arns, (arn) => state.channels.get(arn)?.channel);
    return { channels: found, errors };
  },
});
