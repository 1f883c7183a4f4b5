import { isStreamKeyRequest } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Gives a channel that has no stream key a new one. A job does it because the job is the lock: no
 * key is created between the two keys of a rotation, or during a suspension.
 */
export const createStreamKey = defineWorkflow({
  name: 'createStreamKey',
  version: 1,
  subject: aChannel,
  input: isStreamKeyRequest,
  rank: 'now',
  harms: [],
  waitsMax: 0,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'creating', past: ['recording'] },
  steps: {
    looking: {
      does: 'noteCurrentStreamKey',
      then: { noted: 'hasOne', none: 'creating', notFound: 'missing' },
    },
    creating: {
      does: 'createStreamKey',
      then: { created: 'recording', suspended: 'isSuspended', notFound: 'missing' },
    },
    recording: { does: 'recordStreamKey', then: { recorded: 'done' } },
    done: { final: 'succeeded' },
    hasOne: { final: 'hasStreamKey' },
    isSuspended: { final: 'suspended' },
    missing: { final: 'notFound' },
  },
});
