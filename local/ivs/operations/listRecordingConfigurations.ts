import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';
import { recordingConfigurationAt } from '../streams/recordingState.ts';

/**
 * Lists recording configurations. A page holds all of them, up to 100, unless fewer are requested.
 */
export const listRecordingConfigurations = defineOperation({
  name: 'ListRecordingConfigurations',
  run({ state, clock }, input) {
    const { items, ...next } = page(
      'ListRecordingConfigurations',
      state.recordingConfigurations.all(),
      input,
      100,
    );
    const summaries = items.map((record) => {
      const {
        arn,
        name,
        destinationConfiguration,
        state: now,
        tags,
      } = recordingConfigurationAt(record, clock.now());
      return { arn, name, destinationConfiguration, state: now, tags };
    });
    return { recordingConfigurations: summaries, ...next };
  },
});
