import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

export const getAdConfiguration = defineOperation({
  name: 'GetAdConfiguration',
  run: ({ state }, { arn }) => ({
    adConfiguration: existing(state.adConfigurations, arn).adConfiguration,
  }),
});
