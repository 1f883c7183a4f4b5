import { isNoInput } from '../actions/inputs.ts';
import { nothingAtIvs } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Revokes the viewers of a batch that gets its pairs while the job works, at the quota's pace,
 * until the batch is closed. Each pair's result is kept. New pairs, a close and the end of a pause
 * wake the job.
 */
export const revokeViewerBatch = defineWorkflow({
  name: 'revokeViewerBatch',
  version: 1,
  subject: nothingAtIvs,
  input: isNoInput,
  rank: 'now',
  harms: [],
  waitsMax: 5_000,
  deadlineSeconds: 24 * 3_600,
  pointOfNoReturn: { act: 'announcing', past: ['announcing'] },
  steps: {
    revoking: {
      does: 'revokeNextOfBatch',
      then: { more: 'revoking', drained: 'announcing', idle: 'awaitingPairs' },
    },
    awaitingPairs: {
      waits: 'timePassed',
      then: 'revoking',
      ifNotYet: { afterSeconds: 3_600, then: 'revoking' },
    },
    announcing: { does: 'announceViewersRevoked', then: { announced: 'done' } },
    done: { final: 'succeeded' },
  },
});
