import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/** Absent members stay as they are; a list that is given replaces the other. */
export const updateAdConfiguration = defineOperation({
  name: 'UpdateAdConfiguration',
  run({ state }, { arn, ...members }) {
    const record = existing(state.adConfigurations, arn);
    const adConfiguration = { ...record.adConfiguration, ...members };
    state.adConfigurations.put(arn, { ...record, adConfiguration });
    return { adConfiguration };
  },
});
