import { existingStreamKey } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/** With its value, as often as one likes: IVS does not show it only once. */
export const getStreamKey = defineOperation({
  name: 'GetStreamKey',
  run: (world, { arn }) => ({ streamKey: existingStreamKey(world, arn).streamKey }),
});
