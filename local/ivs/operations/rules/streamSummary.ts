import { dateAt } from '../../../clock.ts';
import type { SessionRecord } from '../../state/session.ts';
import type { World } from '../../regions/region.ts';

/** Returns a live session as ListStreams shows it. */
export function streamSummary({ viewers }: World, session: SessionRecord): object {
  return {
    channelArn: session.channelArn,
    streamId: session.streamId,
    state: 'LIVE',
    health: session.starving ? 'STARVING' : 'HEALTHY',
    viewerCount: viewers.count(session.streamId),
    startTime: dateAt(session.startedAtMs ?? session.createdAtMs).toISOString(),
  };
}
