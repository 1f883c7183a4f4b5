import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';
import { recordingConfigurationAt } from '../streams/recordingState.ts';

/** A page is all there can be, up to 100, unless fewer are asked for. */
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
