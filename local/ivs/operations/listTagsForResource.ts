import { defineOperation } from './defineOperation.ts';
import { taggedResource } from './rules/tagged.ts';

export const listTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  run: (world, { resourceArn }) => ({ tags: taggedResource(world, resourceArn).tags }),
});
