import { isKeyPairRotation } from '../actions/inputs.ts';
import { aPlaybackKeyPair } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';

/**
 * Replaces a playback key pair. IVS accepts both keys for the overlap, so that no token of the old
 * one that is still out there is refused; then the old one is deleted. A job that is cancelled in
 * the overlap keeps both.
 */
export const rotatePlaybackKeyPair = defineWorkflow({
  name: 'rotatePlaybackKeyPair',
  version: 1,
  subject: aPlaybackKeyPair,
  input: isKeyPairRotation,
  rank: 'now',
  harms: [],
  // A month of hours, an hour of minutes, and the wait for a twin.
  waitsMax: 800,
  deadlineSeconds: 3_600,
  pointOfNoReturn: { act: 'deletingOld', past: ['announcing'] },
  steps: {
    looking: { does: 'lookForOldKeyPair', then: { there: 'importing', notFound: 'missing' } },
    importing: {
      does: 'importNewKeyPair',
      then: {
        imported: 'lookingAtOverlap',
        importedInDoubt: 'awaitingTwin',
        full: 'isFull',
        known: 'isKnown',
      },
      settles: true,
    },
    // An attempt that was given up may still take effect, and lists lag.
    awaitingTwin: {
      waits: 'timePassed',
      then: 'deletingTwins',
      ifNotYet: { afterSeconds: 40, then: 'deletingTwins' },
    },
    deletingTwins: { does: 'deleteTwinKeyPairs', then: { deleted: 'lookingAtOverlap' } },
    lookingAtOverlap: {
      does: 'lookWhetherOverlapIsOver',
      then: { over: 'deletingOld', soon: 'awaitingMinute', later: 'awaitingHour' },
    },
    awaitingHour: {
      waits: 'timePassed',
      then: 'lookingAtOverlap',
      ifNotYet: { afterSeconds: 3_600, then: 'lookingAtOverlap' },
    },
    // Stored jobs know this wait by its name.
    awaitingMinute: {
      waits: 'timePassed',
      until: 'overlapEndsAt',
      then: 'lookingAtOverlap',
      ifNotYet: { afterSeconds: 3_600, then: 'lookingAtOverlap' },
    },
    deletingOld: { does: 'deleteOldKeyPair', then: { deleted: 'announcing', last: 'isLast' } },
    announcing: { does: 'announceKeyPairRotated', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    missing: { final: 'notFound' },
    isFull: { final: 'quotaExceeded' },
    isKnown: { final: 'keyKnown' },
    isLast: { final: 'lastKeyPair' },
  },
});
