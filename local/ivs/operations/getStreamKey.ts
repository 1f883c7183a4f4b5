import { z } from 'zod';
import { existingStreamKey } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';
import { streamKeyArn } from '../protocol/validation.ts';

/** With its value, as often as one likes: IVS does not show it only once. */
export const getStreamKey = defineOperation({
  name: 'GetStreamKey',
  input: z.object({ arn: streamKeyArn }),
  run: (world, { arn }) => ({ streamKey: existingStreamKey(world, arn).streamKey }),
});
