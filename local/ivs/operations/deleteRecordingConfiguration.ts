import { existing } from './rules/lookup.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';
import { recordingConfigurationAt } from '../streams/recordingState.ts';
import { checkUnreferenced } from './rules/references.ts';

/**
 * Deletes a recording configuration. Refused while a channel refers to it, and while it is CREATING
 * (unconfirmed).
 */
export const deleteRecordingConfiguration = defineOperation({
  name: 'DeleteRecordingConfiguration',
  run(world, { arn }) {
    const { state, clock } = world;
    const record = existing(state.recordingConfigurations, arn);
    if (recordingConfigurationAt(record, clock.now()).state === 'CREATING')
      throw ivsError('ConflictException', `Resource: ${arn} is being created`);
    checkUnreferenced(world, 'recordingConfigurationArn', arn);
    state.recordingConfigurations.delete(arn);
    return undefined;
  },
});
