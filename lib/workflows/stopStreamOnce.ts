import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * The live stream is off. The key survives: an encoder that comes back begins a new stream, which
 * is not this job's to stop.
 */
export const stopStreamOnce = defineWorkflow({
  name: 'stopStreamOnce',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'stop',
  waitsMax: 20,
  deadlineSeconds: 3_600,
  steps: {
    notingStream: {
      does: 'noteStream',
      then: { live: 'stopping', starting: 'settling', notLive: 'wasNotLive', notFound: 'missing' },
    },
    // Between Session Created and Stream Start there is nothing yet that could be stopped.
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
    // IVS has no stream left to stop, yet the stream may still be on for a moment: we or somebody
    // else stopped it just now.
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
