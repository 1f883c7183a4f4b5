import { isViewerBatch } from '../actions/inputs.ts';
import { nothingAtIvs } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/** Revokes a batch of viewers, chunk by chunk at the quota's pace. Each pair's result is kept. */
export const revokeViewers = defineWorkflow({
  name: 'revokeViewers',
  version: 1,
  subject: nothingAtIvs,
  input: isViewerBatch,
  rank: 'now',
  harms: [],
  waitsMax: 0,
  deadlineSeconds: 24 * 3_600,
  pointOfNoReturn: { act: 'announcing', past: ['announcing'] },
  steps: {
    revoking: { does: 'revokeNextViewers', then: { more: 'revoking', drained: 'announcing' } },
    announcing: { does: 'announceViewersRevoked', then: { announced: 'done' } },
    done: { final: 'succeeded' },
  },
});
