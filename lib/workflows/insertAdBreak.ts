import { isAdBreakRequest } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Inserts an ad break into the live stream, once at most: players show two breaks if a call without
 * an answer is repeated. While another ad break is running, none is missing.
 */
export const insertAdBreak = defineWorkflow({
  name: 'insertAdBreak',
  version: 1,
  subject: aChannel,
  input: isAdBreakRequest,
  rank: 'whenIdle',
  harms: [],
  waitsMax: 0,
  deadlineSeconds: 3_600,
  steps: {
    inserting: {
      does: 'insertAdBreak',
      then: {
        inserted: 'done',
        running: 'isRunning',
        unknown: 'isUnknown',
        notLive: 'wasNotLive',
        notFound: 'missing',
      },
    },
    done: { final: 'succeeded' },
    isRunning: { final: 'succeeded' },
    isUnknown: { final: 'outcomeUnknown' },
    wasNotLive: { final: 'notLive' },
    missing: { final: 'notFound' },
  },
});
