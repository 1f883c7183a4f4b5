import { z } from 'zod';
import { defineOperation } from '../protocol/operation.ts';
import { channelArn, viewerId, viewerSessionVersion } from '../protocol/validation.ts';
import { revoke } from '../revocations.ts';

const viewerSession = z.object({ channelArn, viewerId, viewerSessionVersionsLessThanOrEqualTo: viewerSessionVersion.default(0) });

/** Up to 20 pairs; each fails by itself. Codes are HTTP statuses as text, after AWS's only sample of one. */
export const batchStartViewerSessionRevocation = defineOperation({
  name: 'BatchStartViewerSessionRevocation',
  input: z.object({ viewerSessions: z.array(viewerSession).min(1).max(20) }),
  run(world, { viewerSessions }) {
    const errors = viewerSessions.flatMap(({ channelArn, viewerId, viewerSessionVersionsLessThanOrEqualTo: version }) => {
      const injected = world.faults.pairErrorCode('BatchStartViewerSessionRevocation', viewerId);
      const code = injected ?? (world.state.channels.has(channelArn) ? undefined : '404');
      if (code !== undefined) return [{ channelArn, viewerId, code, message: code === '404' ? 'not found' : 'not authorized' }];
      revoke(world, channelArn, viewerId, version);
      return [];
    });
    return { errors };
  },
});
