import { defineWorkflow } from './define.ts';

/** A channel is changed if nothing is on; a live one refuses, and is left alone. */
export const updateChannel = defineWorkflow({
  name: 'updateChannel',
  version: 1,
  rank: 'whenIdle',
  waitsMax: 0,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'updating', past: ['announcing'] },
  steps: {
    updating: {
      does: 'updateChannel',
      then: { updated: 'announcing', stillLive: 'isLive', notFound: 'missing' },
    },
    announcing: { does: 'announceChannelUpdated', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    isLive: { final: 'live' },
    missing: { final: 'notFound' },
  },
});
