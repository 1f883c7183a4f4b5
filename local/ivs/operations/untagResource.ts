import { defineOperation } from './defineOperation.ts';
import { taggedResource } from './rules/tagged.ts';

/** Removes tags. Keys that do not exist are ignored. */
export const untagResource = defineOperation({
  name: 'UntagResource',
  run(world, { resourceArn, tagKeys }) {
    const resource = taggedResource(world, resourceArn);
    resource.setTags(
      Object.fromEntries(Object.entries(resource.tags).filter(([key]) => !tagKeys.includes(key))),
    );
    return undefined;
  },
});
