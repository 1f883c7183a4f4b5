import { dateAt } from '../../../clock.ts';
import type { SessionRecord } from '../../state/session.ts';

/**
 * Which session and when, as both session operations show it. The start is that of Session Created;
 * AWS's samples disagree about that, one has Stream Start. The end is absent while the session is
 * open.
 */
export function sessionTimes(session: SessionRecord): {
  streamId: string;
  startTime: string;
  endTime?: string;
} {
  return {
    streamId: session.streamId,
    startTime: dateAt(session.createdAtMs).toISOString(),
    ...(session.endedAtMs !== undefined && { endTime: dateAt(session.endedAtMs).toISOString() }),
  };
}
