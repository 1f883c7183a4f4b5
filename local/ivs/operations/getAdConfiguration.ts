import { existing } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';

export const getAdConfiguration = defineOperation({
  name: 'GetAdConfiguration',
  run: ({ state }, { arn }) => ({
    adConfiguration: existing(state.adConfigurations, arn).adConfiguration,
  }),
});
