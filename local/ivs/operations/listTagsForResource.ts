import { z } from 'zod';
import { defineOperation } from '../protocol/operation.ts';
import { resourceArn } from '../protocol/validation.ts';
import { taggedResource } from '../tagged.ts';

export const listTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  method: 'GET',
  path: 'tags',
  input: z.object({ resourceArn }),
  run: (world, { resourceArn }) => ({ tags: taggedResource(world, resourceArn).tags }),
});
