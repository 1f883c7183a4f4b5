import { existingChannel } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';

/** Lists stream keys without their values. A page has one key unless more are requested. */
export const listStreamKeys = defineOperation({
  name: 'ListStreamKeys',
  run(world, input) {
    existingChannel(world, input.channelArn);
    const { items, ...next } = page(
      'ListStreamKeys',
      world.state.streamKeys.of(input.channelArn),
      input,
      1,
    );
    return {
      streamKeys: items.map(({ streamKey: { arn, channelArn, tags } }) => ({
        arn,
        channelArn,
        tags,
      })),
      ...next,
    };
  },
});
