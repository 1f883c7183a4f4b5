import { defineOperation } from '../protocol/operation.ts';
import { checkSize } from '../quotas.ts';
import { taggedResource } from '../tagged.ts';

/** Adds and overwrites. Allowed while live. */
export const tagResource = defineOperation({
  name: 'TagResource',
  run(world, { resourceArn, tags }) {
    const resource = taggedResource(world, resourceArn);
    const merged = { ...resource.tags, ...tags };
    const { tagsPerResourceMax } = world.settings;
    checkSize(world.settings, 'tagsPerResourceMax', Object.keys(merged).length, `A resource can have at most ${tagsPerResourceMax} tags`);
    resource.setTags(merged);
    return undefined;
  },
});
