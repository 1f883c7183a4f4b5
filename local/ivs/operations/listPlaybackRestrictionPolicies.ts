import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';

/** A page is one policy unless more are asked for. */
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
