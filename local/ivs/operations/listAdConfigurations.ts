import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';

/** A page is all there can be, up to 100, unless fewer are asked for. */
export const listAdConfigurations = defineOperation({
  name: 'ListAdConfigurations',
  run({ state }, input) {
    const { items, ...next } = page(
      'ListAdConfigurations',
      state.adConfigurations.all(),
      input,
      100,
    );
    return { adConfigurations: items.map(({ adConfiguration }) => adConfiguration), ...next };
  },
});
