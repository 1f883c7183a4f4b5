import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { returningKey } from '../definition/returningKey.ts';

/**
 * Deletes a channel, live or idle. The deletion comes first: its refusal is the liveness check. A
 * live channel loses its stream key before it is stopped, so an encoder that reconnects is refused.
 * A job whose channel is known to be live begins with the key.
 */
export const deleteChannel = defineWorkflow({
  name: 'deleteChannel',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'delete',
  harms: ['deleting', 'revoking', 'stopping'],
  waitsMax: 40,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'deleting', past: ['announcing'] },
  onCancel: 'returningStreamKey',
  // IVS would refuse to delete a live channel, so the attempt would waste a call.
  ifKnownLive: 'notingStreamKey',
  startsAgainAfter: () => true,
  steps: {
    deleting: {
      does: 'deleteChannel',
      then: {
        deleted: 'announcing',
        stillLive: 'notingStreamKey',
        notFound: 'missing',
        // The job is cancelled before it acts again.
        calledOff: 'deleting',
      },
    },
    // An unanswered attempt to delete the channel may have deleted it; the next attempt tells.
    notingStreamKey: {
      does: 'noteStreamKey',
      reserves: ['revoking', 'stopping'],
      then: { noted: 'revoking', none: 'stopping', notFound: 'settling' },
    },
    revoking: {
      does: 'revokeNotedStreamKey',
      then: { revoked: 'stopping' },
      ifUnknown: { streamKeyRevoked: true },
    },
    stopping: {
      does: 'stopStream',
      then: { stopping: 'awaitingStreamEnd', notLive: 'settling', notFound: 'settling' },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'deleting',
      ifStillLive: { afterSeconds: 90, then: 'deleting' },
    },
    // Between Session Created and Stream Start a channel refuses deletion and cannot be stopped
    // either. The same holds for a channel whose stream takes long to end.
    settling: {
      waits: 'streamEnded',
      then: 'deleting',
      ifStillLive: { afterSeconds: 3, atMostSeconds: 60, then: 'deleting' },
    },
    announcing: { does: 'announceChannelDeleted', then: { announced: 'done' } },
    ...returningKey('lookingForChannel'),
    lookingForChannel: {
      does: 'lookWhetherDeleted',
      then: { there: 'cancelled', deleted: 'announcing', unsettled: 'awaitingLateDeletion' },
    },
    awaitingLateDeletion: {
      waits: 'timePassed',
      then: 'lookingForChannel',
      ifNotYet: { afterSeconds: 41, then: 'lookingForChannel' },
    },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
    cancelled: { final: 'cancelled' },
  },
});
