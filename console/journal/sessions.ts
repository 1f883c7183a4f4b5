import type { Components } from '../../lib/client/api.ts';
import type { Tone } from '../words/jobs.ts';

export type Session = Components['schemas']['RecordedSession'];
export type SessionSummary = Components['schemas']['RecordedSessionSummary'];

/** Returns the state and the health of a stream session in words, with their tone. */
export function sessionState(session: SessionSummary): { word: string; tone: Tone } {
  const { endTime, endUnreported, starvations, limitBreaches } = session;
  if (limitBreaches > 0) return { word: 'limit breached', tone: 'bad' };
  if (starvations > 0) return { word: 'starved', tone: 'warn' };
  if (endUnreported) return { word: 'end unreported', tone: 'warn' };
  return endTime === undefined ? { word: 'live', tone: 'good' } : { word: 'ended', tone: 'quiet' };
}

/** Returns a number of things in words, such as `2 starvations`. */
export const countOf = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
