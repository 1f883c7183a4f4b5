import { isChannelChange } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { unlessOverwritten } from '../definition/startingAgain.ts';

/**
 * Updates a channel after stopping its stream, and keeps the encoder out meanwhile. A live channel
 * loses its stream key during the update and gets another one with the same tags, also when the
 * update fails or is cancelled.
 */
export const updateChannelBlocked = defineWorkflow({
  name: 'updateChannelBlocked',
  version: 1,
  subject: aChannel,
  input: isChannelChange,
  rank: 'now',
  harms: ['updating', 'revoking', 'stopping'],
  waitsMax: 40,
  deadlineSeconds: 3_600,
  pointOfNoReturn: {
    act: 'updating',
    past: [
      'returningStreamKey',
      'recording',
      'announcingStreamKey',
      'announcing',
      // The change may be given up, but no key that was given back.
      'recordingReturned',
      'announcingReturned',
    ],
  },
  onCancel: 'givingBack',
  onFailure: 'asOnCancel',
  changesChannel: true,
  startsAgainAfter: unlessOverwritten,
  steps: {
    updating: {
      does: 'updateChannel',
      then: { updated: 'announcing', stillLive: 'notingStreamKey', notFound: 'missing' },
    },
    notingStreamKey: {
      does: 'noteStreamKey',
      then: { noted: 'revoking', none: 'stopping', notFound: 'missing' },
    },
    revoking: {
      does: 'revokeNotedStreamKey',
      then: { revoked: 'stopping' },
      ifUnknown: { streamKeyRevoked: true },
    },
    stopping: {
      does: 'stopStream',
      then: { stopping: 'awaitingStreamEnd', notLive: 'settling', notFound: 'missing' },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'updating',
      ifStillLive: { afterSeconds: 90, then: 'updating' },
    },
    settling: {
      waits: 'streamEnded',
      then: 'updating',
      ifStillLive: { afterSeconds: 3, atMostSeconds: 60, then: 'updating' },
    },
    announcing: { does: 'announceChannelUpdated', then: { announced: 'returningStreamKey' } },
    returningStreamKey: {
      does: 'returnStreamKey',
      then: { returned: 'recording', nothingTaken: 'done', suspended: 'done', notFound: 'missing' },
    },
    recording: { does: 'recordStreamKey', then: { recorded: 'announcingStreamKey' } },
    announcingStreamKey: { does: 'announceStreamKeyRotated', then: { announced: 'done' } },
    givingBack: {
      does: 'returnStreamKey',
      then: {
        returned: 'recordingReturned',
        nothingTaken: 'cancelled',
        suspended: 'cancelled',
        notFound: 'cancelled',
      },
    },
    recordingReturned: { does: 'recordStreamKey', then: { recorded: 'announcingReturned' } },
    announcingReturned: { does: 'announceStreamKeyRotated', then: { announced: 'cancelled' } },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
    cancelled: { final: 'cancelled' },
  },
});
