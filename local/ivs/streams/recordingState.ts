import type { RecordingConfiguration } from '../state/resources.ts';
import type { RecordingConfigurationRecord } from '../state/state.ts';

/**
 * Returns the configuration as it is at a given time: CREATING until it has settled, then ACTIVE or
 * CREATE_FAILED.
 */
export function recordingConfigurationAt(
  { recordingConfiguration, settlesAtMs, settlesAs }: RecordingConfigurationRecord,
  nowMs: number,
): RecordingConfiguration {
  return nowMs >= settlesAtMs
    ? { ...recordingConfiguration, state: settlesAs }
    : recordingConfiguration;
}
