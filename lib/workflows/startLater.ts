import { isScheduledWork } from '../actions/inputs.ts';
import { aFleet } from '../subjects.ts';
import { darkening } from '../definition/darkening.ts';
import { defineWorkflow } from '../definition/define.ts';

/** Begins work on a channel at a time, or once it is approved, and ends as that work does. */
export const startLater = defineWorkflow({
  name: 'startLater',
  version: 1,
  subject: aFleet,
  input: isScheduledWork,
  rank: 'now',
  harms: [],
  waitsMax: 100_000,
  deadlineSeconds: 24 * 3_600,
  onCancel: 'stopping',
  steps: {
    readingApproval: {
      does: 'readApproval',
      then: {
        approved: 'looking',
        approvedUndoable: 'darkening',
        unapproved: 'awaitingApproval',
        expired: 'expired',
      },
    },
    awaitingApproval: {
      waits: 'decision',
      until: 'approvalUntil',
      then: 'readingApproval',
      ifNotYet: { afterSeconds: 86_400, then: 'readingApproval' },
    },
    ...darkening('looking'),
    looking: {
      does: 'readWhetherDue',
      then: {
        notYet: 'awaitingTime',
        warn: 'warning',
        due: 'beginning',
        takenBack: 'takenBack',
        gone: 'missing',
      },
    },
    warning: {
      does: 'warnOfEnd',
      then: { warned: 'awaitingTime', untold: 'awaitingTime', notLive: 'awaitingTime' },
    },
    awaitingTime: {
      waits: 'timePassed',
      until: 'lookAt',
      then: 'looking',
      ifNotYet: { afterSeconds: 86_400, then: 'looking' },
    },
    beginning: {
      does: 'beginScheduledWork',
      then: {
        begun: 'readingEnd',
        held: 'awaitingLock',
        locked: 'locked',
        notManaged: 'missing',
        notDue: 'awaitingTime',
      },
    },
    awaitingLock: {
      waits: 'timePassed',
      then: 'looking',
      ifNotYet: { afterSeconds: 30, atMostSeconds: 180, then: 'looking' },
    },
    awaitingEnd: {
      waits: 'childrenEnded',
      then: 'readingEnd',
      ifNotYet: { afterSeconds: 3_600, then: 'readingEnd' },
    },
    readingEnd: {
      does: 'readScheduledEnd',
      then: {
        notYet: 'awaitingEnd',
        succeeded: 'done',
        failed: 'incomplete',
        again: 'awaitingLock',
      },
    },
    stopping: { does: 'stopScheduledWork', then: { stopped: 'cancelled', going: 'awaitingStop' } },
    awaitingStop: {
      waits: 'childrenEnded',
      then: 'stopping',
      ifNotYet: { afterSeconds: 60, atMostSeconds: 180, then: 'stopping' },
    },
    done: { final: 'succeeded' },
    incomplete: { final: 'incomplete' },
    locked: { final: 'locked' },
    missing: { final: 'notFound' },
    expired: { final: 'expired' },
    takenBack: { final: 'takenBack' },
    cancelled: { final: 'cancelled' },
  },
});
