import { existing } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';

export const getPlaybackRestrictionPolicy = defineOperation({
  name: 'GetPlaybackRestrictionPolicy',
  run: ({ state }, { arn }) => ({
    playbackRestrictionPolicy: existing(state.playbackRestrictionPolicies, arn)
      .playbackRestrictionPolicy,
  }),
});
