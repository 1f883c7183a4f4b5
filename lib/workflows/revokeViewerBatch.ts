import { isNoInput } from '../actions/inputs.ts';
import { nothingAtIvs } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Revokes the viewers of a batch that gets its pairs while the job works, at the quota's pace,
 * until the batch is closed. Each pair's result is kept. New pairs, a close and the end of a pause
 * wake the job. It shares a large batch with a child, which stops when the job is cancelled or
 * fails.
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
  onCancel: 'stoppingHalf',
  onFailure: 'asOnCancel',
  steps: {
    revoking: {
      does: 'revokeNextOfBatch',
      then: { more: 'revoking', drained: 'announcing', idle: 'awaitingPairs', many: 'sharing' },
    },
    awaitingPairs: {
      waits: 'timePassed',
      then: 'revoking',
      ifNotYet: { afterSeconds: 3_600, then: 'revoking' },
    },
    sharing: {
      does: 'revokeNextOfEvenHalf',
      then: { more: 'sharing', drained: 'announcing', idle: 'awaitingHalf' },
    },
    awaitingHalf: {
      waits: 'timePassed',
      until: 'lookAt',
      then: 'sharing',
      ifNotYet: { afterSeconds: 3_600, then: 'sharing' },
    },
    announcing: { does: 'announceViewersRevoked', then: { announced: 'done' } },
    stoppingHalf: {
      does: 'stopOddHalf',
      then: { asked: 'awaitingStop', stopped: 'cancelled' },
    },
    awaitingStop: {
      waits: 'timePassed',
      then: 'stoppingHalf',
      ifNotYet: { afterSeconds: 60, atMostSeconds: 180, then: 'stoppingHalf' },
    },
    done: { final: 'succeeded' },
    cancelled: { final: 'cancelled' },
  },
});
