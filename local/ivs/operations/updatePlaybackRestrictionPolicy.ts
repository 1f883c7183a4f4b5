import { existing } from './rules/lookup.ts';
import { checkPolicy } from './rules/policyRules.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Updates a policy. Absent members are unchanged. Allowed while an attached channel is live, unless
 * the settings say otherwise.
 */
export const updatePlaybackRestrictionPolicy = defineOperation({
  name: 'UpdatePlaybackRestrictionPolicy',
  run({ state, settings, streams }, { arn, ...members }) {
    checkPolicy(settings, members);
    const record = existing(state.playbackRestrictionPolicies, arn);
    const live = ({
      channel,
    }: {
      channel: { arn: string; playbackRestrictionPolicyArn: string };
    }): boolean => channel.playbackRestrictionPolicyArn === arn && streams.isOpen(channel.arn);
    if (settings.updatePolicyWhileLive === 'ConflictException' && state.channels.all().some(live)) {
      throw ivsError('ConflictException', `Resource: ${arn} is in use by a live channel`);
    }
    const playbackRestrictionPolicy = { ...record.playbackRestrictionPolicy, ...members };
    state.playbackRestrictionPolicies.put(arn, { ...record, playbackRestrictionPolicy });
    return { playbackRestrictionPolicy };
  },
});
