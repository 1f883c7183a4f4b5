import { isOperation } from '../actions/inputs.ts';
import { aFleet } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Does the same work on many channels, with a child for each, or steers many jobs. It begins when
 * its plan is applied, waits for a judgement after the canary, and rests while it is paused. If it
 * is cancelled or fails, the children and the redrives that have done nothing yet are cancelled.
 */
export const runOperation = defineWorkflow({
  name: 'runOperation',
  version: 1,
  subject: aFleet,
  input: isOperation,
  rank: 'now',
  harms: [],
  waitsMax: 100_000,
  deadlineSeconds: 24 * 3_600,
  onCancel: 'stoppingItems',
  onFailure: 'asOnCancel',
  redrive: 'byItsOwnRoute',
  steps: {
    planning: {
      does: 'readWhetherApplied',
      then: {
        planned: 'awaitingApply',
        unapproved: 'awaitingApproval',
        applied: 'beginning',
        expired: 'notApplied',
      },
    },
    awaitingApproval: {
      waits: 'decision',
      until: 'approvalUntil',
      then: 'planning',
      ifNotYet: { afterSeconds: 86_400, then: 'planning' },
    },
    awaitingApply: {
      waits: 'decision',
      then: 'planning',
      ifNotYet: { afterSeconds: 3_600, then: 'planning' },
    },
    beginning: {
      does: 'beginNextItems',
      then: {
        more: 'beginning',
        some: 'awaitingItems',
        paused: 'paused',
        all: 'done',
        incomplete: 'incomplete',
        expired: 'notApplied',
      },
    },
    awaitingItems: {
      waits: 'childrenEnded',
      then: 'beginning',
      ifNotYet: { afterSeconds: 60, atMostSeconds: 180, then: 'beginning' },
    },
    paused: {
      waits: 'decision',
      until: 'lookAt',
      then: 'beginning',
      ifNotYet: { afterSeconds: 600, then: 'beginning' },
    },
    stoppingItems: {
      does: 'stopNextItems',
      then: { more: 'stoppingItems', drained: 'countingStopped' },
    },
    countingStopped: {
      does: 'countItems',
      then: { some: 'awaitingStopped', all: 'cancelled' },
    },
    awaitingStopped: {
      waits: 'childrenEnded',
      then: 'countingStopped',
      ifNotYet: { afterSeconds: 60, atMostSeconds: 180, then: 'countingStopped' },
    },
    done: { final: 'succeeded' },
    incomplete: { final: 'incomplete' },
    notApplied: { final: 'expired' },
    cancelled: { final: 'cancelled' },
  },
});
