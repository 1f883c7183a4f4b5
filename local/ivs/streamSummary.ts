import { dateAt } from '../clock.ts';
import type { SessionRecord } from './session.ts';

/** A live session as ListStreams shows it. Nobody can watch here, so the viewer count is 0. */
export function streamSummary(session: SessionRecord): object {
  return {
    channelArn: session.channelArn,
    streamId: session.streamId,
    state: 'LIVE',
    health: session.starving ? 'STARVING' : 'HEALTHY',
    viewerCount: 0,
    startTime: dateAt(session.startedAtMs ?? session.createdAtMs).toISOString(),
  };
}
