import { isChannelChange } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { unlessOverwritten } from '../definition/startingAgain.ts';

/**
 * A channel is changed, its stream stopped for it. The key survives, so an encoder that comes back
 * fast enough wins every time: then the turns run out.
 */
export const updateChannelNow = defineWorkflow({
  name: 'updateChannelNow',
  version: 1,
  subject: aChannel,
  input: isChannelChange,
  rank: 'now',
  waitsMax: 20,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'updating', past: ['announcing'] },
  changesChannel: true,
  startsAgainAfter: unlessOverwritten,
  steps: {
    // The refusal is the liveness check: to look first would only add a race.
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
