import { existing } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';
import { recordingConfigurationAt } from '../recordingState.ts';

export const getRecordingConfiguration = defineOperation({
  name: 'GetRecordingConfiguration',
  run: ({ state, clock }, { arn }) => ({
    recordingConfiguration: recordingConfigurationAt(
      existing(state.recordingConfigurations, arn),
      clock.now(),
    ),
  }),
});
