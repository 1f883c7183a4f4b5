import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';

/** Lists ad configurations. A page holds all of them, up to 100, unless fewer are requested. */
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
