import { isStreamKeyDeletion } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Deletes the stream key of a channel on purpose, without cutting off a stream: while a stream is
 * live, or about to be, the job waits for its natural end.
 */
export const deleteStreamKeyWhenIdle = defineWorkflow({
  name: 'deleteStreamKeyWhenIdle',
  version: 1,
  subject: aChannel,
  input: isStreamKeyDeletion,
  rank: 'whenIdle',
  harms: ['deletingKey'],
  waitsMax: 1_000,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'deletingKey', past: ['recording', 'announcing'] },
  steps: {
    noting: {
      does: 'noteStreamKeyToDelete',
      then: {
        noted: 'deletingKey',
        gone: 'isGone',
        suspended: 'isSuspended',
        notFound: 'missing',
      },
    },
    deletingKey: {
      does: 'deleteNotedStreamKeyWhenIdle',
      then: {
        deleted: 'recording',
        live: 'awaitingStreamEnd',
        starting: 'settling',
        notFound: 'missing',
      },
      ifUnknown: { streamKeyDeleted: true },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'noting',
      ifStillLive: { afterSeconds: 48 * 3_600, then: 'onAirTooLong' },
    },
    settling: {
      waits: 'streamEnded',
      then: 'noting',
      ifStillLive: { afterSeconds: 5, then: 'noting' },
    },
    recording: { does: 'recordStreamKeyDeletion', then: { recorded: 'announcing' } },
    announcing: { does: 'announceStreamKeyDeleted', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    isGone: { final: 'notFound' },
    missing: { final: 'notFound' },
    isSuspended: { final: 'suspended' },
    onAirTooLong: { final: 'stillLive' },
  },
});
