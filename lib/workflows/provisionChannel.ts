import { isChannelRequest } from '../actions/inputs.ts';
import { nothingAtIvs } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Creates a channel exactly once, however often it is requested and whatever crashes: the channel
 * carries the job's id as a tag.
 */
export const provisionChannel = defineWorkflow({
  name: 'provisionChannel',
  version: 1,
  subject: nothingAtIvs,
  input: isChannelRequest,
  rank: 'now',
  harms: [],
  waitsMax: 1,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'creating', past: ['awaitingTwin', 'deletingTwins', 'recording'] },
  steps: {
    creating: {
      does: 'createChannel',
      then: { created: 'recording', createdInDoubt: 'awaitingTwin' },
      settles: true,
    },
    // An attempt that was given up may still take effect, and lists lag.
    awaitingTwin: {
      waits: 'timePassed',
      then: 'deletingTwins',
      ifNotYet: { afterSeconds: 40, then: 'deletingTwins' },
    },
    deletingTwins: { does: 'deleteTwinChannels', then: { deleted: 'recording' } },
    recording: { does: 'recordStreamKeyOfNewChannel', then: { recorded: 'done' } },
    done: { final: 'succeeded' },
  },
});
