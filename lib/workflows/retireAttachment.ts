import { isRetirement } from '../actions/inputs.ts';
import { anAttachment } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Deletes a resource that channels refer to, once a child has detached each channel. A channel that
 * is attached meanwhile is detached in another round. If the job is cancelled or fails, the
 * children that have done nothing yet are cancelled.
 */
export const retireAttachment = defineWorkflow({
  name: 'retireAttachment',
  version: 1,
  subject: anAttachment,
  input: isRetirement,
  rank: 'delete',
  harms: [],
  waitsMax: 50_000,
  deadlineSeconds: 24 * 3_600,
  pointOfNoReturn: { act: 'deleting', past: ['announcing'] },
  onCancel: 'stoppingChildren',
  onFailure: 'asOnCancel',
  steps: {
    registering: {
      does: 'registerAttachedChannels',
      then: { more: 'registering', some: 'beginning', none: 'deleting', unmanaged: 'staysInUse' },
    },
    beginning: {
      does: 'beginNextChildren',
      then: { more: 'beginning', begun: 'counting', held: 'awaitingHolders' },
    },
    awaitingHolders: {
      waits: 'childrenEnded',
      then: 'beginningHeld',
      ifNotYet: { afterSeconds: 60, atMostSeconds: 180, then: 'beginningHeld' },
    },
    beginningHeld: {
      does: 'beginHeldChildren',
      then: { begun: 'counting', held: 'awaitingHolders' },
    },
    counting: {
      does: 'countChildren',
      then: { some: 'awaitingChildren', all: 'settling', failed: 'trying' },
    },
    awaitingChildren: {
      waits: 'childrenEnded',
      then: 'counting',
      ifNotYet: { afterSeconds: 600, then: 'counting' },
    },
    settling: {
      waits: 'timePassed',
      then: 'registering',
      ifNotYet: { afterSeconds: 2, then: 'registering' },
    },
    deleting: {
      does: 'deleteAttachment',
      then: { deleted: 'announcing', inUse: 'awaitingRelease', notFound: 'missing' },
    },
    // IVS may count a channel that no list shows, for seconds or for good.
    awaitingRelease: {
      waits: 'timePassed',
      then: 'registering',
      ifNotYet: { afterSeconds: 2, atMostSeconds: 300, then: 'registering' },
    },
    // A channel that could not be detached may have been deleted since, or detached by somebody
    // else.
    trying: { does: 'lookWhetherAttached', then: { attached: 'staysInUse', free: 'deleting' } },
    announcing: { does: 'announceAttachmentDeleted', then: { announced: 'done' } },
    stoppingChildren: {
      does: 'stopNextChildren',
      then: { more: 'stoppingChildren', drained: 'countingStopped' },
    },
    countingStopped: {
      does: 'countChildren',
      then: { some: 'awaitingStopped', all: 'cancelled', failed: 'cancelled' },
    },
    awaitingStopped: {
      waits: 'childrenEnded',
      then: 'countingStopped',
      ifNotYet: { afterSeconds: 60, atMostSeconds: 180, then: 'countingStopped' },
    },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
    staysInUse: { final: 'inUse' },
    cancelled: { final: 'cancelled' },
  },
});
