import { ivsError } from '../../protocol/errors.ts';
import type { InputOf } from '../../protocol/model.ts';
import { checkReferences } from './references.ts';
import type { Channel } from '../../state/resources.ts';
import type { World } from '../../regions/region.ts';

/**
 * The members of a channel that CreateChannel and UpdateChannel accept; absent members change
 * nothing.
 */
export type ChannelChange = Omit<InputOf<'UpdateChannel'>, 'arn'>;

type Configurable = Omit<Channel, 'arn' | 'ingestEndpoint' | 'playbackUrl' | 'srt' | 'tags'>;

/** IVS's defaults; a disabled multitrack configuration is echoed in full. */
export const CHANNEL_DEFAULTS: Configurable = {
  name: '',
  latencyMode: 'LOW',
  type: 'STANDARD',
  recordingConfigurationArn: '',
  authorized: false,
  insecureIngest: false,
  preset: '',
  playbackRestrictionPolicyArn: '',
  multitrackInputConfiguration: { enabled: false, policy: 'ALLOW', maximumResolution: 'FULL_HD' },
  containerFormat: 'TS',
  adConfigurationArn: '',
};

/**
 * `current` with `change` applied, checked for rules that span members.
 * @throws IvsError ValidationException for members that contradict each other,
 * ResourceNotFoundException for a reference to nothing
 */
export function configured<C extends Configurable>(
  world: World,
  current: C,
  change: ChannelChange,
): C {
  const { multitrackInputConfiguration: multitrack, ...members } = change;
  const next: C = {
    ...current,
    ...members,
    multitrackInputConfiguration: { ...current.multitrackInputConfiguration, ...multitrack },
  };
  const advanced = next.type === 'ADVANCED_SD' || next.type === 'ADVANCED_HD';
  // Sending a preset with a type that has none is refused: unconfirmed, the model only says that it
  // is for ADVANCED types.
  if (!advanced && change.preset !== undefined)
    throw ivsError('ValidationException', `preset is not allowed for channel type ${next.type}`);
  next.preset = advanced ? next.preset || 'HIGHER_BANDWIDTH_DELIVERY' : '';
  checkMultitrack(next, change);
  if (next.adConfigurationArn && next.containerFormat === 'FRAGMENTED_MP4')
    throw ivsError('ValidationException', 'adConfigurationArn requires containerFormat TS');
  checkReferences(world, change);
  return next;
}

function checkMultitrack(next: Configurable, change: ChannelChange): void {
  if (!next.multitrackInputConfiguration.enabled) return;
  if (next.type !== 'STANDARD')
    throw ivsError(
      'ValidationException',
      'multitrackInputConfiguration can be enabled only for channel type STANDARD',
    );
  if (next.containerFormat !== 'FRAGMENTED_MP4')
    throw ivsError(
      'ValidationException',
      'multitrackInputConfiguration requires containerFormat FRAGMENTED_MP4',
    );
  const asked = change.multitrackInputConfiguration;
  if (asked?.enabled && (!asked.policy || !asked.maximumResolution)) {
    throw ivsError(
      'ValidationException',
      'multitrackInputConfiguration requires policy and maximumResolution when enabled',
    );
  }
}
