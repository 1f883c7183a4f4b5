import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';
import { checkUnreferenced } from './rules/references.ts';

/** Deletes an ad configuration. Refused while a channel refers to it. */
export const deleteAdConfiguration = defineOperation({
  name: 'DeleteAdConfiguration',
  run(world, { arn }) {
    existing(world.state.adConfigurations, arn);
    checkUnreferenced(world, 'adConfigurationArn', arn);
    world.state.adConfigurations.delete(arn);
    return undefined;
  },
});
