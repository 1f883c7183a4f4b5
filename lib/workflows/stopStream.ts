import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Takes the channel off air for at least as long as an encoder may take to reconnect: a stream that
 * starts meanwhile is stopped as well, until the waits are used up. The key survives; suspend the
 * channel to keep an encoder out permanently.
 */
export const stopStream = defineWorkflow({
  name: 'stopStream',
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
