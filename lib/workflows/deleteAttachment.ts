import { isNoInput } from '../actions/inputs.ts';
import { anAttachment } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Deletes a resource that channels refer to (a recording configuration, a playback restriction
 * policy, an ad configuration), if no channel refers to it.
 */
export const deleteAttachment = defineWorkflow({
  name: 'deleteAttachment',
  version: 1,
  subject: anAttachment,
  input: isNoInput,
  rank: 'delete',
  harms: [],
  waitsMax: 0,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'deleting', past: ['announcing'] },
  steps: {
    // IVS's refusal would be enough if it were certain for all three kinds.
    looking: { does: 'lookWhetherAttached', then: { attached: 'isInUse', free: 'deleting' } },
    deleting: {
      does: 'deleteAttachment',
      then: { deleted: 'announcing', inUse: 'isInUse', notFound: 'missing' },
    },
    announcing: { does: 'announceAttachmentDeleted', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    isInUse: { final: 'inUse' },
    missing: { final: 'notFound' },
  },
});
