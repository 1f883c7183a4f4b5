import { existing } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';
import { checkUnreferenced } from '../references.ts';

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
