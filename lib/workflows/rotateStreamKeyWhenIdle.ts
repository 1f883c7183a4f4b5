import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { afterStopOrChange } from '../definition/startingAgain.ts';

/**
 * Gives the channel a new stream key without cutting off a stream: while a stream is live, or about
 * to be, the job waits for its natural end.
 */
export const rotateStreamKeyWhenIdle = defineWorkflow({
  name: 'rotateStreamKeyWhenIdle',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'whenIdle',
  harms: [],
  waitsMax: 1_000,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'revoking', past: ['creating', 'recording', 'announcing'] },
  startsAgainAfter: afterStopOrChange,
  steps: {
    looking: {
      does: 'lookWhetherLive',
      then: {
        live: 'awaitingStreamEnd',
        starting: 'settling',
        notLive: 'notingStreamKey',
        notFound: 'missing',
      },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'looking',
      ifStillLive: { afterSeconds: 48 * 3_600, then: 'onAirTooLong' },
    },
    settling: {
      waits: 'streamEnded',
      then: 'looking',
      ifStillLive: { afterSeconds: 5, then: 'looking' },
    },
    notingStreamKey: {
      does: 'noteStreamKey',
      then: { noted: 'reserving', none: 'creating', notFound: 'missing' },
    },
    reserving: { does: 'reserveStreamKeyCreation', then: { reserved: 'lookingAgain' } },
    // The job may have waited long for its slot, and a stream may have begun meanwhile.
    lookingAgain: {
      does: 'lookWhetherLive',
      then: {
        live: 'awaitingStreamEnd',
        starting: 'settling',
        notLive: 'revoking',
        notFound: 'missing',
      },
    },
    // Hours may pass between its attempts.
    revoking: {
      does: 'revokeNotedStreamKeyWhenIdle',
      then: {
        revoked: 'creating',
        live: 'awaitingStreamEnd',
        starting: 'settling',
        notFound: 'missing',
      },
      ifUnknown: { streamKeyRevoked: true },
    },
    creating: {
      does: 'createStreamKey',
      then: { created: 'recording', suspended: 'isSuspended', notFound: 'missing' },
    },
    recording: { does: 'recordStreamKey', then: { recorded: 'announcing' } },
    announcing: { does: 'announceStreamKeyRotated', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
    isSuspended: { final: 'suspended' },
    onAirTooLong: { final: 'stillLive' },
  },
});
