import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * The channel is off air and stays so for as long as an encoder may take to come back by itself: a
 * stream that slips in is stopped as well, until the turns are used up. The key survives; to keep
 * an encoder out for good is to suspend the channel.
 */
export const stopStream = defineWorkflow({
  name: 'stopStream',
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
      does: 'lookWhetherDark',
      then: { dark: 'done', tooSoon: 'watching', live: 'stopping', notFound: 'done' },
    },
    watching: {
      waits: 'streamEnded',
      then: 'confirming',
      ifStillLive: { afterSeconds: 11, then: 'confirming' },
    },
    done: { final: 'succeeded' },
    wasNotLive: { final: 'notLive' },
    missing: { final: 'notFound' },
  },
});
