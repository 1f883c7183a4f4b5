import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/** Updates an ad configuration. Absent members are unchanged; a list replaces the previous list. */
export const updateAdConfiguration = defineOperation({
  name: 'UpdateAdConfiguration',
  run({ state }, { arn, ...members }) {
    const record = existing(state.adConfigurations, arn);
    const adConfiguration = { ...record.adConfiguration, ...members };
    state.adConfigurations.put(arn, { ...record, adConfiguration });
    return { adConfiguration };
  },
});
