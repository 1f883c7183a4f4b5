import { batch } from '../state/batch.ts';
import { defineOperation } from './defineOperation.ts';

export const batchGetChannel = defineOperation({
  name: 'BatchGetChannel',
  run({ state }, { arns }) {
    const { found, errors } = batch(arns, (arn) => state.channels.get(arn)?.channel);
    return { channels: found, errors };
  },
});
