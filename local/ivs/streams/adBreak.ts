import { isoSecondsAt } from '../../clock.ts';
import type { EventDetail } from '../state/events.ts';
import { ivsError } from '../protocol/errors.ts';
import type { SessionRecord } from '../state/session.ts';

/**
 * Returns the session with an ad break of `durationSeconds` from `targetMs` on (milliseconds since
 * the epoch), and the detail of the event.
 * @throws IvsError ConflictException while another ad break is announced or runs
 */
export function adBreak(
  session: SessionRecord,
  adBreakId: string,
  durationSeconds: number,
  targetMs: number,
  nowMs: number,
): { session: SessionRecord; detail: EventDetail } {
  if ((session.adBreakEndsAtMs ?? 0) > nowMs)
    throw ivsError('ConflictException', `Channel: ${session.channelArn} has an ad break already`);
  return {
    session: { ...session, adBreakEndsAtMs: targetMs + durationSeconds * 1_000 },
    detail: {
      ad_break_id: adBreakId,
      duration_seconds: durationSeconds,
      target_start_time: isoSecondsAt(targetMs),
    },
  };
}
