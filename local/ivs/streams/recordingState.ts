import type { RecordingConfiguration } from '../state/resources.ts';
import type { RecordingConfigurationRecord } from '../state/state.ts';

/**
 * The configuration as it is at a moment: CREATING until it has settled, ACTIVE or CREATE_FAILED
 * from then on.
 */
export function recordingConfigurationAt(
  { recordingConfiguration, settlesAtMs, settlesAs }: RecordingConfigurationRecord,
  nowMs: number,
): RecordingConfiguration {
  return nowMs >= settlesAtMs
    ? { ...recordingConfiguration, state: settlesAs }
    : recordingConfiguration;
}
