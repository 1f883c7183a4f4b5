import { isStreamKeyDeletion } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Deletes the stream key of a channel on purpose and stops the stream on it. The key goes first, so
 * that an encoder that reconnects is refused. From then on the channel has no key until a caller
 * creates one.
 */
export const deleteStreamKeyNow = defineWorkflow({
  name: 'deleteStreamKeyNow',
  version: 1,
  subject: aChannel,
  input: isStreamKeyDeletion,
  rank: 'now',
  harms: ['deletingKey', 'stoppingOldStream'],
  waitsMax: 20,
  deadlineSeconds: 3_600,
  pointOfNoReturn: {
    act: 'deletingKey',
    past: [
      'notingOldStreams',
      'recording',
      'announcing',
      'stoppingOldStream',
      'awaitingStreamEnd',
      'settling',
    ],
  },
  steps: {
    noting: {
      does: 'noteStreamKeyToDelete',
      reserves: ['deletingKey', 'notingOldStreams', 'stoppingOldStream'],
      then: {
        noted: 'deletingKey',
        gone: 'isGone',
        suspended: 'isSuspended',
        notFound: 'missing',
      },
    },
    deletingKey: {
      does: 'deleteNotedStreamKey',
      then: { deleted: 'notingOldStreams' },
      ifUnknown: { streamKeyDeleted: true },
    },
    // Without a key no encoder can connect, so the sessions that are open now began with it.
    notingOldStreams: { does: 'noteOldStreams', then: { noted: 'recording', notFound: 'missing' } },
    recording: { does: 'recordStreamKeyDeletion', then: { recorded: 'announcing' } },
    // The key is gone, whether or not the stream on it can be stopped.
    announcing: { does: 'announceStreamKeyDeleted', then: { announced: 'stoppingOldStream' } },
    stoppingOldStream: {
      does: 'stopOldStream',
      then: {
        stopping: 'awaitingStreamEnd',
        starting: 'settling',
        notLive: 'done',
        notFound: 'missing',
      },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'stoppingOldStream',
      ifStillLive: { afterSeconds: 30, then: 'stoppingOldStream' },
    },
    settling: {
      waits: 'streamEnded',
      then: 'stoppingOldStream',
      ifStillLive: { afterSeconds: 3, then: 'stoppingOldStream' },
    },
    done: { final: 'succeeded' },
    isGone: { final: 'notFound' },
    missing: { final: 'notFound' },
    isSuspended: { final: 'suspended' },
  },
});
