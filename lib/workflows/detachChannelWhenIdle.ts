import { isDetachment } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { detachment } from '../definition/detaching.ts';

/**
 * A child job: detaches the channel from a resource without cutting off a stream. It records the
 * outcome for the parent before it ends.
 */
export const detachChannelWhenIdle = defineWorkflow({
  name: 'detachChannelWhenIdle',
  version: 1,
  subject: aChannel,
  input: isDetachment,
  rank: 'whenIdle',
  harms: [],
  waitsMax: 1_000,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'detaching', past: ['announcing', 'reporting'] },
  childResult: detachment,
  steps: {
    detaching: {
      does: 'detachChannel',
      then: {
        detached: 'announcing',
        stillLive: 'looking',
        notAttached: 'reporting',
        notFound: 'reporting',
        // The job is cancelled before it acts again.
        calledOff: 'detaching',
      },
    },
    looking: {
      does: 'lookForNextStream',
      then: {
        live: 'awaitingStreamEnd',
        starting: 'settling',
        notLive: 'settling',
        notFound: 'settling',
      },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'detaching',
      ifStillLive: { afterSeconds: 48 * 3_600, then: 'onAirTooLong' },
    },
    settling: {
      waits: 'streamEnded',
      then: 'detaching',
      ifStillLive: { afterSeconds: 2, then: 'detaching' },
    },
    announcing: { does: 'announceChannelUpdated', then: { announced: 'reporting' } },
    reporting: { does: 'reportToParent', then: { reported: 'done' } },
    onAirTooLong: { does: 'reportToParent', then: { reported: 'stillLive' } },
    done: { final: 'succeeded' },
    stillLive: { final: 'stillLive' },
  },
});
