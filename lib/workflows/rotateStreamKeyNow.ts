import { defineWorkflow } from './define.ts';

/**
 * The channel has a new stream key, and nobody is on air with the old one. The turn for creating is waited for before the old key goes,
 * so that the channel is without a key for the length of two calls. A show on the new key is left alone.
 */
export const rotateStreamKeyNow = defineWorkflow({
  name: 'rotateStreamKeyNow',
  version: 1,
  rank: 'now',
  turnsMax: 20,
  deadlineSeconds: 1_800,
  pointOfNoReturn: {
    act: 'revoking',
    past: ['creating', 'stoppingOldStream', 'awaitingStreamEnd', 'settling', 'recording', 'announcing'],
  },
  steps: {
    notingStreamKey: { does: 'noteStreamKey', then: { noted: 'reserving', none: 'creating', notFound: 'missing' } },
    reserving: { does: 'reserveStreamKeyCreation', then: { reserved: 'revoking' } },
    revoking: { does: 'revokeNotedStreamKey', then: { revoked: 'creating' } },
    creating: { does: 'createStreamKey', then: { created: 'stoppingOldStream', suspended: 'isSuspended', notFound: 'missing' } },
    stoppingOldStream: {
      does: 'stopOldStream',
      then: { stopping: 'awaitingStreamEnd', starting: 'settling', notLive: 'recording', notFound: 'missing' },
    },
    awaitingStreamEnd: { waits: 'streamEnded', then: 'stoppingOldStream', ifStillLive: { afterSeconds: 30, then: 'stoppingOldStream' } },
    settling: { waits: 'streamEnded', then: 'stoppingOldStream', ifStillLive: { afterSeconds: 3, then: 'stoppingOldStream' } },
    recording: { does: 'recordStreamKey', then: { recorded: 'announcing' } },
    announcing: { does: 'announceStreamKeyRotated', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
    isSuspended: { final: 'suspended' },
  },
});
