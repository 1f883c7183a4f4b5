import { dateAt } from '../../../clock.ts';
import type { SessionRecord } from '../../state/session.ts';

/**
 * Returns the id and the times of a session as both session operations show them. The start is that
 * of Session Created; AWS's samples disagree, one of them has that of Stream Start. The end is
 * absent while the session is open.
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
