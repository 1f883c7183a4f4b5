import { isBanRequest } from '../actions/inputs.ts';
import { nothingAtIvs } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Keeps a viewer out of a private channel until a time. The record comes first: from then on no
 * token is issued here, whatever becomes of the call to IVS. Lifting the ban undoes it, so a cancel
 * is refused once it is written.
 */
export const banViewer = defineWorkflow({
  name: 'banViewer',
  version: 1,
  subject: nothingAtIvs,
  input: isBanRequest,
  rank: 'now',
  harms: [],
  waitsMax: 0,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'writing', past: ['revoking', 'announcing', 'forgetting'] },
  steps: {
    writing: { does: 'writeViewerBan', then: { written: 'revoking' } },
    revoking: {
      does: 'revokeBannedViewer',
      then: { revoked: 'announcing', lifted: 'wasLifted', notFound: 'forgetting' },
    },
    announcing: { does: 'announceViewerBanned', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    wasLifted: { final: 'succeeded' },
    forgetting: { does: 'forgetViewerBan', then: { forgotten: 'missing' } },
    missing: { final: 'notFound' },
  },
});
