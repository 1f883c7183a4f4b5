import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

export const getPlaybackRestrictionPolicy = defineOperation({
  name: 'GetPlaybackRestrictionPolicy',
  run: ({ state }, { arn }) => ({
    playbackRestrictionPolicy: existing(state.playbackRestrictionPolicies, arn)
      .playbackRestrictionPolicy,
  }),
});
