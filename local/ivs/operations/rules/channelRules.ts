import { ivsError } from '../../protocol/errors.ts';
import type { InputOf } from '../../protocol/model.ts';
import { checkReferences } from './references.ts';
import type { Channel } from '../../state/resources.ts';
import type { World } from '../../regions/region.ts';

/**
 * The members of a channel that CreateChannel and UpdateChannel accept. Absent members change
 * nothing.
 */
export type ChannelChange = Omit<InputOf<'UpdateChannel'>, 'arn'>;

type Configurable = Omit<Channel, 'arn' | 'ingestEndpoint' | 'playbackUrl' | 'srt' | 'tags'>;

/** The defaults of IVS. A disabled multitrack configuration is echoed in full. */
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
 * Returns `current` with `change` applied, after checking the rules that involve several members.
 * @throws IvsError ValidationException for members that contradict each other,
 * ResourceNotFoundException for a reference to a resource that does not exist
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
  // A preset for a type that has no presets is refused. This is unconfirmed: the model only says
  // that presets are for ADVANCED types.
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
