import { batch } from '../state/batch.ts';
import { defineOperation } from './defineOperation.ts';

/** With values, unlike ListStreamKeys. */
export const batchGetStreamKey = defineOperation({
  name: 'BatchGetStreamKey',
  run({ state }, { arns }) {
    const { found, errors } = batch(arns, (arn) => state.streamKeys.get(arn)?.streamKey);
    return { streamKeys: found, errors };
  },
});
