import { configured } from './rules/channelRules.ts';
import { existingChannel } from './rules/lookup.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';

/** Updates a channel. Absent members are unchanged; `""` removes a reference. */
export const updateChannel = defineOperation({
  name: 'UpdateChannel',
  run(world, { arn, ...members }) {
    const record = existingChannel(world, arn);
    const channel = configured(world, record.channel, members);
    if (
      world.settings.updateChannelWhileLive === 'ConflictException' &&
      world.streams.isOpen(arn)
    ) {
      throw ivsError(
        'ConflictException',
        `Channel: ${arn} is currently live and cannot be updated`,
      );
    }
    world.state.channels.put(arn, { ...record, channel });
    return { channel };
  },
});
