import type { Components } from '../../lib/client/api.ts';
import type { Tone } from '../words/jobs.ts';

export type Recording = Components['schemas']['Recording'];

const STATES: Readonly<Record<Recording['state'], { word: string; tone: Tone }>> = {
  recording: { word: 'recording', tone: 'busy' },
  ended: { word: 'ended', tone: 'good' },
  failed: { word: 'failed', tone: 'bad' },
  endUnreported: { word: 'end unreported', tone: 'warn' },
};

/** Returns the state of a recording in a word, with its tone. */
export const recordingState = ({ state }: Recording): { word: string; tone: Tone } => STATES[state];
