import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { returningKey } from '../definition/returningKey.ts';
import { afterStopOrChange } from '../definition/startingAgain.ts';

/**
 * Gives the channel a new stream key and stops a stream on the old one. The job waits for the slot
 * to create the key before it revokes the old key, so the channel has no key for the length of two
 * calls only. A stream on the new key is left alone.
 */
export const rotateStreamKeyNow = defineWorkflow({
  name: 'rotateStreamKeyNow',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'now',
  harms: ['revoking', 'stoppingOldStream'],
  waitsMax: 20,
  deadlineSeconds: 3_600,
  pointOfNoReturn: {
    act: 'revoking',
    past: [
      'notingOldStreams',
      'creating',
      'recording',
      'announcing',
      'stoppingOldStream',
      'awaitingStreamEnd',
      'settling',
    ],
  },
  // The key may have been revoked by an attempt whose end is not known.
  onProtected: 'returningStreamKey',
  startsAgainAfter: afterStopOrChange,
  steps: {
    notingStreamKey: {
      does: 'noteStreamKey',
      reserves: ['revoking', 'notingOldStreams', 'creating', 'stoppingOldStream'],
      then: { noted: 'reserving', none: 'notingOldStreams', notFound: 'missing' },
    },
    reserving: { does: 'reserveStreamKeyCreation', then: { reserved: 'revoking' } },
    revoking: {
      does: 'revokeNotedStreamKey',
      then: { revoked: 'notingOldStreams' },
      ifUnknown: { streamKeyRevoked: true },
    },
    // Without a key no encoder can connect, so the sessions that are open now began with the old
    // one.
    notingOldStreams: { does: 'noteOldStreams', then: { noted: 'creating', notFound: 'missing' } },
    creating: {
      does: 'createStreamKey',
      then: { created: 'recording', suspended: 'isSuspended', notFound: 'missing' },
    },
    recording: { does: 'recordStreamKey', then: { recorded: 'announcing' } },
    // The key has been replaced, whether or not the stream on the old one can be stopped.
    announcing: { does: 'announceStreamKeyRotated', then: { announced: 'stoppingOldStream' } },
    stoppingOldStream: {
      does: 'stopOldStream',
      then: {
        stopping: 'awaitingStreamEnd',
        starting: 'settling',
        notLive: 'done',
        notFound: 'missing',
      },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'stoppingOldStream',
      ifStillLive: { afterSeconds: 30, then: 'stoppingOldStream' },
    },
    settling: {
      waits: 'streamEnded',
      then: 'stoppingOldStream',
      ifStillLive: { afterSeconds: 3, then: 'stoppingOldStream' },
    },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
    isSuspended: { final: 'suspended' },
    ...returningKey('isProtected'),
    isProtected: { final: 'protected' },
  },
});
