import { existingStreamKey } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/** Returns a stream key with its value, any number of times: IVS does not limit this to once. */
export const getStreamKey = defineOperation({
  name: 'GetStreamKey',
  run: (world, { arn }) => ({ streamKey: existingStreamKey(world, arn).streamKey }),
});
