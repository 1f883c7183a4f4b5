import { ivsError } from '../protocol/errors.ts';
import type { InputOf } from '../protocol/model.ts';
import { defineOperation } from './defineOperation.ts';
import { checkRoom } from './rules/quotas.ts';
import { arnIn, type RecordingConfiguration } from '../state/resources.ts';

/**
 * The region where IVS notices that a bucket is in another region only after the call has
 * succeeded.
 */
const LENIENT_REGION = 'us-east-1';

/**
 * Creates a recording configuration, which is CREATING at first, then ACTIVE. In us-east-1 it
 * becomes CREATE_FAILED when the bucket is in another region. Recording configurations cannot be
 * updated.
 */
export const createRecordingConfiguration = defineOperation({
  name: 'CreateRecordingConfiguration',
  run({ state, settings, clock, place, random }, input) {
    const { bucketName, ...configuration } = configured(input);
    const elsewhere =
      Object.hasOwn(settings.bucketRegions, bucketName) &&
      settings.bucketRegions[bucketName] !== place.region;
    // The error in the other regions is unconfirmed; the model only says that the call fails.
    if (elsewhere && place.region !== LENIENT_REGION)
      throw ivsError(
        'ValidationException',
        `S3 bucket: ${bucketName} is not in region ${place.region}`,
      );
    checkRoom(settings, 'recordingConfigurationsMax', state.recordingConfigurations.size);
    const arn = arnIn(place, 'recording-configuration', random.alphanumeric(12));
    const recordingConfiguration: RecordingConfiguration = {
      arn,
      ...configuration,
      state: 'CREATING',
    };
    state.recordingConfigurations.put(arn, {
      sequence: state.nextSequence(),
      recordingConfiguration,
      settlesAtMs: clock.now() + settings.recordingConfigurationSettlesMs,
      settlesAs: elsewhere ? 'CREATE_FAILED' : 'ACTIVE',
    });
    return { recordingConfiguration };
  },
});

/**
 * Returns the configuration that the input describes, with the defaults of IVS.
 * @throws IvsError ValidationException for members that contradict each other
 */
function configured(
  input: InputOf<'CreateRecordingConfiguration'>,
): Omit<RecordingConfiguration, 'arn' | 'state'> & { bucketName: string } {
  const {
    name = '',
    tags = {},
    recordingReconnectWindowSeconds = 0,
    destinationConfiguration,
    thumbnailConfiguration = {},
    renditionConfiguration = {},
  } = input;
  const {
    recordingMode = 'INTERVAL',
    targetIntervalSeconds,
    ...thumbnails
  } = thumbnailConfiguration;
  const { renditionSelection = 'ALL', renditions = [] } = renditionConfiguration;
  if (!destinationConfiguration.s3)
    throw ivsError('ValidationException', 'destinationConfiguration requires s3');
  if (recordingMode === 'DISABLED' && targetIntervalSeconds !== undefined) {
    throw ivsError(
      'ValidationException',
      'targetIntervalSeconds is allowed only for recordingMode INTERVAL',
    );
  }
  if (renditionSelection === 'CUSTOM' && renditions.length === 0)
    throw ivsError('ValidationException', 'renditions are required for renditionSelection CUSTOM');
  const interval = recordingMode === 'INTERVAL' && {
    targetIntervalSeconds: targetIntervalSeconds ?? 60,
    storage: thumbnails.storage ?? ['SEQUENTIAL' as const],
  };
  return {
    name,
    tags,
    recordingReconnectWindowSeconds,
    destinationConfiguration: { s3: destinationConfiguration.s3 },
    bucketName: destinationConfiguration.s3.bucketName,
    thumbnailConfiguration: { recordingMode, ...thumbnails, ...interval },
    renditionConfiguration: { renditionSelection, renditions },
  };
}
