import { existing } from './lookup.ts';
import { ivsError } from '../../protocol/errors.ts';
import { recordingConfigurationAt } from '../../streams/recordingState.ts';
import type { Channel } from '../../state/resources.ts';
import type { World } from '../../regions/region.ts';

/** The members by which a channel refers to another resource. `""` is no reference. */
type Reference =
  'recordingConfigurationArn' | 'playbackRestrictionPolicyArn' | 'adConfigurationArn';

/**
 * Checks the references of a channel before it is stored.
 * @throws IvsError ResourceNotFoundException for a resource that does not exist,
 * ValidationException for a recording configuration that is not ACTIVE (unconfirmed)
 */
export function checkReferences(
  { state, clock }: World,
  references: { [R in Reference]?: string },
): void {
  const {
    recordingConfigurationArn: recording,
    playbackRestrictionPolicyArn: policy,
    adConfigurationArn: ads,
  } = references;
  if (policy) existing(state.playbackRestrictionPolicies, policy);
  if (ads) existing(state.adConfigurations, ads);
  if (!recording) return;
  const { state: now } = recordingConfigurationAt(
    existing(state.recordingConfigurations, recording),
    clock.now(),
  );
  if (now !== 'ACTIVE')
    throw ivsError(
      'ValidationException',
      `Recording configuration: ${recording} is ${now}, not ACTIVE`,
    );
}

/** @throws IvsError ConflictException while a channel refers to the resource */
export function checkUnreferenced({ state }: World, reference: Reference, arn: string): void {
  const channel: Channel | undefined = state.channels
    .all()
    .find((record) => record.channel[reference] === arn)?.channel;
  if (channel)
    throw ivsError('ConflictException', `Resource: ${arn} is in use by channel: ${channel.arn}`);
}
