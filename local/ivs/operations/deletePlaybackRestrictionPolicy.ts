import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { checkUnreferenced } from './rules/references.ts';

/**
 * Deletes a policy. Refused while a channel refers to it; this is unconfirmed, because the model
 * declares the error but not its cause.
 */
export const deletePlaybackRestrictionPolicy = defineOperation({
  name: 'DeletePlaybackRestrictionPolicy',
  run(world, { arn }) {
    existing(world.state.playbackRestrictionPolicies, arn);
    checkUnreferenced(world, 'playbackRestrictionPolicyArn', arn);
    world.state.playbackRestrictionPolicies.delete(arn);
    return undefined;
  },
});
