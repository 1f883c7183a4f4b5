import type { Broadcasts } from '../media/broadcasts.ts';
import type { SessionRecord, StepName } from '../state/session.ts';
import type { Recordings } from './recordings.ts';
import { HEALTH_CHANGE, STATE_CHANGE, type SessionEvents } from './sessionEvents.ts';

/** The parts that the steps of a session work with. */
export interface Steps {
  readonly told: SessionEvents;
  readonly recordings: Recordings;
  readonly broadcasts: Broadcasts;
  /** Schedules the next step of a session. */
  readonly proceed: (session: SessionRecord) => void;
  /** Ends a session at a time, in ms since the epoch. */
  readonly end: (session: SessionRecord, atMs: number) => void;
  readonly current: (streamId: string) => SessionRecord | undefined;
}

/** Takes a step of a session that is due. Its time, in ms since the epoch, may be past. */
export function takeStep(
  { told, recordings, broadcasts, proceed, end, current }: Steps,
  session: SessionRecord,
  { name, atMs }: { name: StepName; atMs: number },
): void {
  const { streamId } = session;
  switch (name) {
    case 'breach':
      end(told.tellBreach(session, atMs), atMs);
      break;
    case 'streamStart':
      recordings.begin(
        told.tell({ ...session, startedAtMs: atMs }, STATE_CHANGE, 'Stream Start', atMs),
        atMs,
      );
      proceed(current(streamId) ?? session);
      break;
    case 'starvationStart':
      proceed(told.tell({ ...session, starving: true }, HEALTH_CHANGE, 'Starvation Start', atMs));
      break;
    case 'giveUp':
      end(session, atMs);
      break;
    case 'sessionEnded': {
      const isOver = session.startedAtMs === undefined;
      const ended = { ...session, sessionEnded: true, ...(isOver && { endedAtMs: atMs }) };
      proceed(told.tell(ended, STATE_CHANGE, 'Session Ended', atMs));
      if (isOver) broadcasts.end(streamId);
      break;
    }
    case 'streamEnd':
      proceed(told.tell({ ...session, endedAtMs: atMs }, STATE_CHANGE, 'Stream End', atMs));
      // The last segment ends first, so that the recording has it.
      broadcasts.end(streamId);
      recordings.end(session, atMs);
      break;
  }
}
