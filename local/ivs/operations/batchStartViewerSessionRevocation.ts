import { defineOperation } from './defineOperation.ts';
import { revoke } from '../regions/revocations.ts';

/**
 * Revokes up to 20 pairs; each of them fails on its own. Codes are HTTP statuses as text, as in
 * AWS's only sample of a code.
 */
export const batchStartViewerSessionRevocation = defineOperation({
  name: 'BatchStartViewerSessionRevocation',
  run(world, { viewerSessions }) {
    const errors = viewerSessions.flatMap(
      ({ channelArn, viewerId, viewerSessionVersionsLessThanOrEqualTo: version = 0 }) => {
        const injected = world.faults.pairErrorCode('BatchStartViewerSessionRevocation', viewerId);
        const code = injected ?? (world.state.channels.has(channelArn) ? undefined : '404');
        if (code !== undefined)
          return [
            {
              channelArn,
              viewerId,
              code,
              message: code === '404' ? 'not found' : 'not authorized',
            },
          ];
        revoke(world, channelArn, viewerId, version);
        return [];
      },
    );
    return { errors };
  },
});
