import type { Components } from '../../lib/client/api.ts';
import type { Tone } from '../words/jobs.ts';

export type Reaction = Components['schemas']['Reaction'];
export type Decision = Components['schemas']['ReactionDecision'];

const DECISIONS: Readonly<Record<Decision['decision'], { word: string; tone: Tone }>> = {
  started: { word: 'started', tone: 'good' },
  wouldStart: { word: 'would start', tone: 'busy' },
  rateLimited: { word: 'rate limited', tone: 'warn' },
  loopStopped: { word: 'loop stopped', tone: 'bad' },
  locked: { word: 'locked', tone: 'warn' },
};

/** Returns a decision in a word, with its tone. */
export const decisionState = ({ decision }: Decision): { word: string; tone: Tone } =>
  DECISIONS[decision];

/** Returns whether a reaction acts, in a word, with its tone. */
export const modeState = ({ mode }: Reaction): { word: string; tone: Tone } =>
  mode === 'on' ? { word: 'on', tone: 'good' } : { word: 'shadow', tone: 'quiet' };
