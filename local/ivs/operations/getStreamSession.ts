import { retainedSessions } from './rules/lookup.ts';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';
import { sessionTimes } from './rules/sessionTimes.ts';

/**
 * Returns a session; without a stream id, the latest one. A channel that was never live has no
 * session, which is a 404.
 */
export const getStreamSession = defineOperation({
  name: 'GetStreamSession',
  run(world, { channelArn, streamId }) {
    const session = retainedSessions(world, channelArn).findLast(
      (candidate) => streamId === undefined || candidate.streamId === streamId,
    );
    if (!session)
      throw ivsError(
        'ResourceNotFoundException',
        `Stream session not found for channel: ${channelArn}`,
      );
    const { ingest, channel, events, recordingConfiguration } = session;
    const tracks = ingest && {
      videoConfigurations: [ingest.video ?? []].flat(),
      audioConfigurations: [ingest.audio ?? []].flat(),
    };
    return {
      streamSession: {
        ...sessionTimes(session),
        channel,
        truncatedEvents: events,
        ...(recordingConfiguration && { recordingConfiguration }),
        ...(ingest && { ingestConfiguration: ingest, ingestConfigurations: tracks }),
      },
    };
  },
});
