import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { checkUnreferenced } from './rules/references.ts';

/** Refused while a channel has it. */
export const deleteAdConfiguration = defineOperation({
  name: 'DeleteAdConfiguration',
  run(world, { arn }) {
    existing(world.state.adConfigurations, arn);
    checkUnreferenced(world, 'adConfigurationArn', arn);
    world.state.adConfigurations.delete(arn);
    return undefined;
  },
});
