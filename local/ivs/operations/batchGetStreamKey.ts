import { z } from 'zod';
import { batch } from '../batch.ts';
import { defineOperation } from '../protocol/operation.ts';
import { streamKeyArn } from '../protocol/validation.ts';

/** With values, unlike ListStreamKeys. */
export const batchGetStreamKey = defineOperation({
  name: 'BatchGetStreamKey',
  input: z.object({ arns: z.array(streamKeyArn).min(1).max(50) }),
  run({ state }, { arns }) {
    const { found, errors } = batch(arns, (arn) => state.streamKeys.get(arn)?.streamKey);
    return { streamKeys: found, errors };
  },
});
