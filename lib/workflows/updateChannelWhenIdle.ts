import { isChannelChange } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { unlessOverwritten } from '../definition/startingAgain.ts';

/**
 * Updates a channel without cutting off a stream: while a stream is live, the job waits for its
 * natural end. If the next stream begins first, the job waits for the end of that one, and counts
 * the streams that it missed.
 */
export const updateChannelWhenIdle = defineWorkflow({
  name: 'updateChannelWhenIdle',
  version: 1,
  subject: aChannel,
  input: isChannelChange,
  rank: 'whenIdle',
  harms: [],
  waitsMax: 1_000,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'updating', past: ['announcing'] },
  changesChannel: true,
  startsAgainAfter: unlessOverwritten,
  steps: {
    updating: {
      does: 'updateChannel',
      then: { updated: 'announcing', stillLive: 'looking', notFound: 'missing' },
    },
    looking: {
      does: 'lookForNextStream',
      then: {
        live: 'awaitingStreamEnd',
        starting: 'settling',
        notLive: 'settling',
        notFound: 'missing',
      },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'updating',
      ifStillLive: { afterSeconds: 48 * 3_600, then: 'onAirTooLong' },
    },
    // A stream is about to begin, or has just ended: the channel refuses as well, though no stream
    // is live.
    settling: {
      waits: 'streamEnded',
      then: 'updating',
      ifStillLive: { afterSeconds: 2, then: 'updating' },
    },
    announcing: { does: 'announceChannelUpdated', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
    onAirTooLong: { final: 'stillLive' },
  },
});
