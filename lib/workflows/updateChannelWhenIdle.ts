import { isChannelChange } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { unlessOverwritten } from '../definition/startingAgain.ts';

/**
 * A channel is changed, and no stream was cut for it: while one is on, the job waits for its
 * natural end. When the next stream is faster, it waits for the end of that one, and counts what it
 * missed.
 */
export const updateChannelWhenIdle = defineWorkflow({
  name: 'updateChannelWhenIdle',
  version: 1,
  subject: aChannel,
  input: isChannelChange,
  rank: 'whenIdle',
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
    // A stream that is about to begin, or has ended just now: its channel refuses as well, though
    // nothing is on.
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
