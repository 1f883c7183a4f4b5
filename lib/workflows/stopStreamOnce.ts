import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Stops the live stream. The key survives: an encoder that reconnects begins a new stream, which
 * this job leaves alone.
 */
export const stopStreamOnce = defineWorkflow({
  name: 'stopStreamOnce',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'stop',
  harms: ['stopping'],
  waitsMax: 20,
  deadlineSeconds: 3_600,
  steps: {
    notingStream: {
      does: 'noteStream',
      then: { live: 'stopping', starting: 'settling', notLive: 'wasNotLive', notFound: 'missing' },
    },
    // Between Session Created and Stream Start there is no stream yet that could be stopped.
    settling: {
      waits: 'streamEnded',
      then: 'notingNextStream',
      ifStillLive: { afterSeconds: 3, then: 'notingNextStream' },
    },
    notingNextStream: {
      does: 'noteStream',
      then: { live: 'stopping', starting: 'settling', notLive: 'done', notFound: 'done' },
    },
    stopping: {
      does: 'stopStream',
      then: { stopping: 'awaitingStreamEnd', notLive: 'windingDown', notFound: 'done' },
    },
    // IVS has no stream left to stop, but the stream may still be live for a moment, because it was
    // stopped just now.
    windingDown: {
      waits: 'streamEnded',
      then: 'confirming',
      ifStillLive: { afterSeconds: 3, then: 'confirming' },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'confirming',
      ifStillLive: { afterSeconds: 30, then: 'confirming' },
    },
    confirming: {
      does: 'lookWhetherNotedStreamIsOn',
      then: { on: 'stopping', off: 'done', notFound: 'done' },
    },
    done: { final: 'succeeded' },
    wasNotLive: { final: 'notLive' },
    missing: { final: 'notFound' },
  },
});
