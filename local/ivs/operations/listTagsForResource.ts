import { defineOperation } from '../protocol/operation.ts';
import { taggedResource } from '../tagged.ts';

export const listTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  run: (world, { resourceArn }) => ({ tags: taggedResource(world, resourceArn).tags }),
});
