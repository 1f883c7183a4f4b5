import { isStreamKeyRequest } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * A channel that has no stream key gets one. It is a job because the job is the lock: no key comes
 * between the two of a rotation, or into a suspension.
 */
export const createStreamKey = defineWorkflow({
  name: 'createStreamKey',
  version: 1,
  subject: aChannel,
  input: isStreamKeyRequest,
  rank: 'now',
  waitsMax: 0,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'creating', past: ['recording'] },
  steps: {
    looking: {
      does: 'noteStreamKey',
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
