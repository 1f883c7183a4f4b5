import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * A suspended channel has a stream key again, with the tags of the one that was revoked. The
 * suspension goes first: while it exists, no key is made.
 */
export const resumeChannel = defineWorkflow({
  name: 'resumeChannel',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'now',
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
    // A channel that could be given no key is suspended as it was.
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
