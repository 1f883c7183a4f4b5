import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';

/** Lists policies. A page has one policy unless more are requested. */
export const listPlaybackRestrictionPolicies = defineOperation({
  name: 'ListPlaybackRestrictionPolicies',
  run({ state }, input) {
    const { items, ...next } = page(
      'ListPlaybackRestrictionPolicies',
      state.playbackRestrictionPolicies.all(),
      input,
      1,
    );
    return {
      playbackRestrictionPolicies: items.map(
        ({ playbackRestrictionPolicy }) => playbackRestrictionPolicy,
      ),
      ...next,
    };
  },
});
