import { isOddHalf } from '../actions/inputs.ts';
import { nothingAtIvs } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Revokes every other record of pairs of a large batch, beside the job of the batch. The death of
 * either worker leaves the whole quota to the other one.
 */
export const revokeViewerBatchHalf = defineWorkflow({
  name: 'revokeViewerBatchHalf',
  version: 1,
  subject: nothingAtIvs,
  input: isOddHalf,
  rank: 'now',
  harms: [],
  waitsMax: 5_000,
  deadlineSeconds: 24 * 3_600,
  redrive: 'byItsOwnRoute',
  steps: {
    revoking: {
      does: 'revokeNextOfOddHalf',
      then: { more: 'revoking', drained: 'done', idle: 'awaitingPairs' },
    },
    awaitingPairs: {
      waits: 'timePassed',
      then: 'revoking',
      ifNotYet: { afterSeconds: 3_600, then: 'revoking' },
    },
    done: { final: 'succeeded' },
  },
});
