import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Gives a suspended channel a stream key with the tags of the revoked one. The suspension is lifted
 * first, because no key is created while it exists.
 */
export const resumeChannel = defineWorkflow({
  name: 'resumeChannel',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'now',
  harms: [],
  waitsMax: 0,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'lifting', past: ['creating', 'closing', 'recording', 'announcing'] },
  onCancel: 'restoring',
  onFailure: 'asOnCancel',
  undoneBy: 'emergency',
  steps: {
    lifting: {
      does: 'liftSuspension',
      then: { lifted: 'creating', notSuspended: 'wasNotSuspended' },
      ifUnknown: { streamKeyRevoked: true },
    },
    creating: {
      does: 'createStreamKey',
      then: { created: 'closing', suspended: 'suspendedAgain', notFound: 'missing' },
    },
    closing: { does: 'closeSuspension', then: { closed: 'recording' } },
    recording: { does: 'recordStreamKey', then: { recorded: 'announcing' } },
    announcing: { does: 'announceChannelResumed', then: { announced: 'done' } },
    // A channel that could not be given a key is suspended again.
    restoring: {
      does: 'restoreSuspension',
      then: { restored: 'cancelled', nothingLifted: 'cancelled' },
    },
    done: { final: 'succeeded' },
    cancelled: { final: 'cancelled' },
    wasNotSuspended: { final: 'notSuspended' },
    suspendedAgain: { final: 'suspended' },
    missing: { final: 'notFound' },
  },
});
