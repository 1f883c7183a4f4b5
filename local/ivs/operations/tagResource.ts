import { z } from 'zod';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from '../protocol/operation.ts';
import { resourceArn, tags } from '../protocol/validation.ts';
import { taggedResource } from '../tagged.ts';

const TAGS_MAX = 50;

/** Adds and overwrites. Allowed while live. */
export const tagResource = defineOperation({
  name: 'TagResource',
  path: 'tags',
  input: z.object({ resourceArn, tags }),
  run(world, { resourceArn, tags }) {
    const resource = taggedResource(world, resourceArn);
    const merged = { ...resource.tags, ...tags };
    if (Object.keys(merged).length > TAGS_MAX) throw ivsError('ValidationException', `A resource can have at most ${TAGS_MAX} tags`);
    resource.setTags(merged);
    return undefined;
  },
});
