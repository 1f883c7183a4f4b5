import { ivsError } from '../../protocol/errors.ts';
import type { Settings } from '../../state/settings.ts';

type ResourceQuota =
  | 'channelsMax'
  | 'streamKeysPerChannelMax'
  | 'recordingConfigurationsMax'
  | 'playbackKeyPairsMax'
  | 'playbackRestrictionPoliciesMax'
  | 'adConfigurationsMax';
type SizeQuota =
  'countriesPerPolicyMax' | 'originsPerPolicyMax' | 'tagsPerResourceMax' | 'metadataBytesMax';

/**
 * @throws IvsError ServiceQuotaExceededException (402) when the number of resources has reached the
 * quota
 */
export function checkRoom(settings: Settings, quota: ResourceQuota, count: number): void {
  const most = settings[quota];
  if (settings.quotas && count >= most)
    throw ivsError(
      'ServiceQuotaExceededException',
      `Quota exceeded: ${quota.slice(0, -'Max'.length)}: ${most}`,
    );
}

/**
 * @throws IvsError ValidationException (400) with the message `text` when the size is over the
 * quota
 */
export function checkSize(settings: Settings, quota: SizeQuota, size: number, text: string): void {
  if (settings.quotas && size > settings[quota]) throw ivsError('ValidationException', text);
}
