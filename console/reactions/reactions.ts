import type { Components } from '../../lib/client/api.ts';
import type { Tone } from '../words/jobs.ts';

export type Reaction = Components['schemas']['Reaction'];
export type Decision = Components['schemas']['ReactionDecision'];

const DECISIONS: Readonly<Record<Decision['decision'], { word: string; tone: Tone }>> = {
  starting: { word: 'starting', tone: 'busy' },
  started: { word: 'started', tone: 'good' },
  wouldStart: { word: 'would start', tone: 'busy' },
  rateLimited: { word: 'rate limited', tone: 'warn' },
  loopStopped: { word: 'loop stopped', tone: 'bad' },
  locked: { word: 'locked', tone: 'warn' },
  missed: { word: 'missed', tone: 'warn' },
};

/** Returns a decision in a word, with its tone. */
export const decisionState = ({ decision }: Decision): { word: string; tone: Tone } =>
  DECISIONS[decision];

const MODES: Readonly<Record<Reaction['mode'], { word: string; tone: Tone }>> = {
  on: { word: 'on', tone: 'good' },
  shadow: { word: 'shadow', tone: 'quiet' },
  off: { word: 'off', tone: 'quiet' },
};

/** Returns whether a reaction acts, in a word, with its tone. */
export const modeState = ({ mode }: Reaction): { word: string; tone: Tone } => MODES[mode];

/** Returns when a reaction to time acts, in words; undefined for a reaction to events. */
export function timeWords({ streamLiveFor, everyWhileLive }: Reaction['when']): string | undefined {
  if (streamLiveFor !== undefined) return `when a stream has been live for ${streamLiveFor}`;
  return everyWhileLive === undefined
    ? undefined
    : `every ${everyWhileLive} while a stream is live`;
}
