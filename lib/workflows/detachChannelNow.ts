import { isDetachment } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { detachment } from '../definition/detaching.ts';

/**
 * A child job: detaches the channel from a resource, and stops its stream for that. It records the
 * outcome for the parent before it ends.
 */
export const detachChannelNow = defineWorkflow({
  name: 'detachChannelNow',
  version: 1,
  subject: aChannel,
  input: isDetachment,
  rank: 'now',
  harms: ['detaching', 'stopping'],
  waitsMax: 20,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'detaching', past: ['announcing', 'reporting'] },
  childResult: detachment,
  steps: {
    detaching: {
      does: 'detachChannel',
      then: {
        detached: 'announcing',
        stillLive: 'stopping',
        notAttached: 'reporting',
        notFound: 'reporting',
        // The job is cancelled before it acts again.
        calledOff: 'detaching',
      },
    },
    stopping: {
      does: 'stopStream',
      then: { stopping: 'awaitingStreamEnd', notLive: 'settling', notFound: 'settling' },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'detaching',
      ifStillLive: { afterSeconds: 30, then: 'detaching' },
    },
    settling: {
      waits: 'streamEnded',
      then: 'detaching',
      ifStillLive: { afterSeconds: 3, then: 'detaching' },
    },
    announcing: { does: 'announceChannelUpdated', then: { announced: 'reporting' } },
    reporting: { does: 'reportToParent', then: { reported: 'done' } },
    done: { final: 'succeeded' },
  },
});
