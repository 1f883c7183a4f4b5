import { dateAt } from '../../clock.ts';
import { existingChannel } from './rules/lookup.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';
import { checkSize } from './rules/quotas.ts';

/**
 * Puts up to 1 KB of UTF-8 text into the stream that viewers currently see, where players report it
 * as a cue. The control API can read the text back.
 */
export const putMetadata = defineOperation({
  name: 'PutMetadata',
  run(world, { channelArn, metadata }) {
    checkSize(
      world.settings,
      'metadataBytesMax',
      Buffer.byteLength(metadata),
      'Metadata size exceeds payload limit',
    );
    existingChannel(world, channelArn);
    const session = world.streams.live(channelArn);
    if (!session)
      throw ivsError('ChannelNotBroadcasting', `Channel: ${channelArn} is not currently online`);
    world.broadcasts.of(session.streamId)?.putMetadata(metadata);
    world.metadata.add({
      channelArn,
      streamId: session.streamId,
      metadata,
      at: dateAt(world.clock.now()).toISOString(),
    });
    return undefined;
  },
});
