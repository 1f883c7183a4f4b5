import { defineWorkflow } from './define.ts';

/** A channel is made, once, however often it is asked for and whatever crashes: it carries the job's id as a tag. */
export const provisionChannel = defineWorkflow({
  name: 'provisionChannel',
  version: 1,
  rank: 'now',
  turnsMax: 0,
  deadlineSeconds: 600,
  pointOfNoReturn: { act: 'creating', past: ['recording'] },
  steps: {
    creating: { does: 'createChannel', then: { created: 'recording' } },
    recording: { does: 'recordStreamKey', then: { recorded: 'done' } },
    done: { final: 'succeeded' },
  },
});
