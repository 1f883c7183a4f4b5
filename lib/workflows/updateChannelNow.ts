import { isChannelChange } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { unlessOverwritten } from '../definition/startingAgain.ts';

/**
 * Updates a channel after stopping its stream. The key survives, so an encoder that reconnects fast
 * enough wins every time, until the waits are used up.
 */
export const updateChannelNow = defineWorkflow({
  name: 'updateChannelNow',
  version: 1,
  subject: aChannel,
  input: isChannelChange,
  rank: 'now',
  harms: ['updating', 'stopping'],
  waitsMax: 20,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'updating', past: ['announcing'] },
  changesChannel: true,
  startsAgainAfter: unlessOverwritten,
  steps: {
    // The refusal is the liveness check: a read before it would only add a race.
    updating: {
      does: 'updateChannel',
      then: { updated: 'announcing', stillLive: 'stopping', notFound: 'missing' },
    },
    stopping: {
      does: 'stopStream',
      then: { stopping: 'awaitingStreamEnd', notLive: 'settling', notFound: 'missing' },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'updating',
      ifStillLive: { afterSeconds: 30, then: 'updating' },
    },
    settling: {
      waits: 'streamEnded',
      then: 'updating',
      ifStillLive: { afterSeconds: 3, then: 'updating' },
    },
    announcing: { does: 'announceChannelUpdated', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
  },
});
