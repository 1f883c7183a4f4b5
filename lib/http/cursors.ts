import type { Problem } from '../errors.ts';
import { invalidRequest } from './validation.ts';

/** The list that a cursor continues. A cursor of another list is refused. */
export type CursorOf =
  | 'channels'
  | 'deadLetters'
  | 'decisions'
  | 'entries'
  | 'events'
  | 'jobs'
  | 'operations'
  | 'recordings'
  | 'results'
  | 'sessionHistory'
  | 'suspensions'
  | 'viewerBans'
  | 'streams'
  | 'streamSessions'
  | 'playbackKeyPairs'
  | 'playbackRestrictionPolicies'
  | 'recordingConfigurations'
  | 'adConfigurations';

/** Returns an opaque cursor for the place where the next page begins. */
export const cursorAt = (list: CursorOf, place: string): string =>
  Buffer.from(JSON.stringify([list, place])).toString('base64url');

/**
 * Returns the place that a cursor of this list stands for.
 * @throws Problem `invalid-request` when it is not a cursor of this list
 */
export function placeOf(list: CursorOf, cursor: string): string {
  const [of, place] = parsed(cursor);
  if (of !== list || typeof place !== 'string') throw notACursor();
  return place;
}

/** Returns the Problem `invalid-request` for a cursor that no answer of the list had. */
export const notACursor = (): Problem =>
  invalidRequest([
    { field: 'cursor', rule: 'must be the nextCursor of an earlier answer of this list' },
  ]);

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
