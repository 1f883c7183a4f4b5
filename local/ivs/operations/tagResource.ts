import { defineOperation } from './defineOperation.ts';
import { checkSize } from './rules/quotas.ts';
import { taggedResource } from './rules/tagged.ts';

/**
 * Adds and overwrites tags, even while the channel is live. Tags of AWS itself do not count towards
 * the limit: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
 */
export const tagResource = defineOperation({
  name: 'TagResource',
  run(world, { resourceArn, tags }) {
    const resource = taggedResource(world, resourceArn);
    const merged = { ...resource.tags, ...tags };
    const { tagsPerResourceMax } = world.settings;
    checkSize(
      world.settings,
      'tagsPerResourceMax',
      Object.keys(merged).filter((key) => !/^aws:/i.test(key)).length,
      `A resource can have at most ${tagsPerResourceMax} tags`,
    );
    resource.setTags(merged);
    return undefined;
  },
});
