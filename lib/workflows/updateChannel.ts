import { isChannelChange } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { unlessOverwritten } from '../definition/startingAgain.ts';

/** Updates an idle channel. A live channel refuses and is left alone. */
export const updateChannel = defineWorkflow({
  name: 'updateChannel',
  version: 1,
  subject: aChannel,
  input: isChannelChange,
  rank: 'whenIdle',
  harms: [],
  waitsMax: 0,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'updating', past: ['announcing'] },
  changesChannel: true,
  startsAgainAfter: unlessOverwritten,
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
