import { batch } from '../batch.ts';
import { defineOperation } from '../protocol/operation.ts';

/** With values, unlike ListStreamKeys. */
export const batchGetStreamKey = defineOperation({
  name: 'BatchGetStreamKey',
  run({ state }, { arns }) {
    const { found, errors } = batch(arns, (arn) => state.streamKeys.get(arn)?.streamKey);
    return { streamKeys: found, errors };
  },
});
