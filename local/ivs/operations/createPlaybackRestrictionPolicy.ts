import { defineOperation } from './defineOperation.ts';
import { checkPolicy, POLICY_DEFAULTS } from './rules/policyRules.ts';
import { checkRoom } from './rules/quotas.ts';
import { arnIn, type PlaybackRestrictionPolicy } from '../state/resources.ts';

/** Creates a policy. Lists default to empty, and an empty list restricts nothing. */
export const createPlaybackRestrictionPolicy = defineOperation({
  name: 'CreatePlaybackRestrictionPolicy',
  run({ state, settings, place, random }, { tags = {}, ...members }) {
    checkPolicy(settings, members);
    checkRoom(settings, 'playbackRestrictionPoliciesMax', state.playbackRestrictionPolicies.size);
    const arn = arnIn(place, 'playback-restriction-policy', random.alphanumeric(12));
    const playbackRestrictionPolicy: PlaybackRestrictionPolicy = {
      ...POLICY_DEFAULTS,
      ...members,
      arn,
      tags,
    };
    state.playbackRestrictionPolicies.put(arn, {
      sequence: state.nextSequence(),
      playbackRestrictionPolicy,
    });
    return { playbackRestrictionPolicy };
  },
});
