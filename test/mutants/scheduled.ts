import type { Mutant } from './mutant.ts';

const STORY = 'test/stories/startLater.test.ts';

/** Defects of work that begins later. */
export const scheduled: readonly Mutant[] = [
  {
    name: 'scheduled work begins at once',
    promise: 28,
    file: 'lib/actions/scheduledJobs.ts',
    find: 'now < startsAt',
    replace: 'now < 0',
    killedBy: [STORY, 'begins at its time, and locks nothing until then'],
  },
  {
    name: 'a wait goes on after its time',
    promise: 28,
    file: 'lib/definition/steps.ts',
    find: 'Math.min(now + Math.ceil(1_000 * seconds), latest)',
    replace: 'now + Math.ceil(1_000 * seconds)',
    killedBy: [STORY, 'begins within seconds of a time that is near'],
  },
  {
    name: 'a moved time is not read',
    promise: 28,
    file: 'lib/actions/scheduledJobs.ts',
    find: '(await readMovedTime(store, subject)) ?? input.startsAt',
    replace: 'input.startsAt',
    killedBy: [STORY, 'is moved to another time, earlier or later'],
  },
  {
    name: 'the end of scheduled work is not looked at when it begins',
    promise: 28,
    file: 'lib/workflows/startLater.ts',
    find: "begun: 'readingEnd'",
    replace: "begun: 'awaitingEnd'",
    killedBy: [
      'test/generated/faults.test.ts',
      "'startLater': 'an idle channel is deleted later' comes to the same end when the process dies after",
    ],
  },
  {
    name: 'scheduled work is steered without its scope',
    promise: 13,
    file: 'lib/api/rescheduling.ts',
    find: 'authorize(scopes, scope, app.config)',
    replace: 'void [scopes, scope, app.config, authorize]',
    killedBy: [STORY, 'needs the scope of the work to be steered'],
  },
  {
    name: 'work that needs a second person begins without one',
    promise: 28,
    file: 'lib/actions/approvals.ts',
    find: "decision?.isApproved === true ? 'approved' : open",
    replace: "open === 'expired' ? open : 'approved'",
    killedBy: ['test/stories/approvals.test.ts', 'begins once another person has approved it'],
  },
  {
    name: 'the one who asked for work may approve it',
    promise: 28,
    file: 'lib/api/approvals.ts',
    find: 'if (job.requestedBy === caller)',
    replace: "if (job.requestedBy === '')",
    killedBy: ['test/stories/approvals.test.ts', 'is not approved by the person who asked for it'],
  },
  {
    name: 'the last decision about a job stands',
    promise: 28,
    file: 'lib/records/approvals.ts',
    find: 'await store.putIfAbsent(',
    replace: 'await store.put(',
    killedBy: ['test/stories/approvals.test.ts', 'keeps the first decision'],
  },
  {
    name: 'a stream ends before the time that it was told',
    promise: 28,
    file: 'lib/actions/scheduledJobs.ts',
    find: 'Math.max(asked, warnedFor)',
    replace: 'asked',
    killedBy: ['test/stories/endingSoon.test.ts', 'is warned before a time that is given'],
  },
  {
    name: 'a refused warning holds up the work',
    promise: 28,
    file: 'lib/actions/scheduledJobs.ts',
    find: 'if (!(error instanceof IvsRefusal)) throw error;',
    replace: 'if (error instanceof IvsRefusal) throw error;',
    killedBy: ['test/stories/endingSoon.test.ts', 'ends in time though IVS refuses the metadata'],
  },
  {
    name: 'a resumed channel is deleted nonetheless',
    promise: 28,
    file: 'lib/actions/scheduledJobs.ts',
    find: 'input.undoable && !(await readSuspension(store, input.channelId))',
    replace: '!input.undoable && !(await readSuspension(store, input.channelId))',
    killedBy: ['test/stories/undoWithin.test.ts', 'is taken back by the one call'],
  },
];
