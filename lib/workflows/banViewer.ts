import { isBanRequest, type JobInput } from '../actions/inputs.ts';
import { nothingAtIvs } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

const liftsIn = (input: JobInput): number => (isBanRequest(input) && input.lifts) || 0;

/**
 * Keeps a viewer out of a private channel until a time. The record comes first: from then on no
 * token is issued here, whatever becomes of the call to IVS. Lifting the ban undoes it, so a cancel
 * is refused. A ban that is asked for after a lift does not wait for the job of the lifted one: the
 * versions that are revoked at IVS only rise, and the fence of the record keeps out what the old
 * job may still write.
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
  lateCalls: 'harmless',
  isUndoneFor: (asked, own) => liftsIn(asked) > liftsIn(own),
  pointOfNoReturn: { act: 'writing', past: ['writing', 'revoking', 'announcing', 'forgetting'] },
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
