import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { checkUnreferenced } from './rules/references.ts';

/** Refused while a channel has it; unconfirmed, the error is declared and its cause is not. */
export const deletePlaybackRestrictionPolicy = defineOperation({
  name: 'DeletePlaybackRestrictionPolicy',
  run(world, { arn }) {
    existing(world.state.playbackRestrictionPolicies, arn);
    checkUnreferenced(world, 'playbackRestrictionPolicyArn', arn);
    world.state.playbackRestrictionPolicies.delete(arn);
    return undefined;
  },
});
