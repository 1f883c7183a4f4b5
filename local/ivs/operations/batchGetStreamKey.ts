import { batch } from '../state/batch.ts';
import { defineOperation } from './defineOperation.ts';

/** Returns stream keys with their values, unlike ListStreamKeys. */
export const batchGetStreamKey = defineOperation({
  name: 'BatchGetStreamKey',
  run({ state }, { arns }) {
    const { found, errors } = batch(arns, (arn) => state.streamKeys.get(arn)?.streamKey);
    return { streamKeys: found, errors };
  },
});
