import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { recordingConfigurationAt } from '../streams/recordingState.ts';

export const getRecordingConfiguration = defineOperation({
  name: 'GetRecordingConfiguration',
  run: ({ state, clock }, { arn }) => ({
    recordingConfiguration: recordingConfigurationAt(
      existing(state.recordingConfigurations, arn),
      clock.now(),
    ),
  }),
});
