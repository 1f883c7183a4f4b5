import type { Mutant } from './mutant.ts';

/** Defects of the protection of channels. */
export const protection: readonly Mutant[] = [
  {
    name: 'no step is spared',
    promise: 23,
    file: 'lib/jobs/sparing.ts',
    find: 'if (await spares(context, config)) return true;',
    replace: 'await spares(context, config);',
    killedBy: ['test/stories/protection.test.ts', 'refuses harm by every route'],
  },
  {
    name: 'a job that is taken up again relies on an old answer',
    promise: 23,
    file: 'lib/workflows/deleteChannel.ts',
    find: "harms: ['deleting', 'revoking', 'stopping'],",
    replace: "harms: ['revoking', 'stopping'],",
    killedBy: ['test/stories/protection.test.ts', 'a tag that is set while a deletion waits'],
  },
  {
    name: 'a spared channel does not get its key back',
    promise: 23,
    file: 'lib/jobs/stepping.ts',
    find: 'const back = workflow.onProtected ?? workflow.onCancel;',
    replace: 'const back = undefined as string | undefined;',
    killedBy: ['test/stories/protection.test.ts', 'a tag that is set while a deletion waits'],
  },
  {
    name: 'a refused job drops the job whose place it took',
    promise: 23,
    file: 'lib/jobs/startingAgain.ts',
    find: "if (!startsAgain && ending !== 'protected') continue;",
    replace: 'if (!startsAgain) continue;',
    killedBy: ['test/stories/protection.test.ts', 'goes on with the job whose place'],
  },
  {
    name: 'a protected channel stays suspended for ever, or not at all',
    promise: 23,
    file: 'lib/actions/protection.ts',
    find: 'if (memory.stoodBefore === true) return false;',
    replace: '',
    killedBy: ['test/stories/protection.test.ts', 'stays suspended if it was suspended before'],
  },
  {
    name: 'a suspension that has not made its channel dark counts as one that stood',
    promise: 23,
    file: 'lib/records/suspensions.ts',
    find: 'standing(record) && (record.darkSince !== undefined || !isOpen(record))',
    replace: 'standing(record)',
    killedBy: [
      'test/stories/protection.test.ts',
      'is spared by a suspension that was written before IVS said so, and abandoned',
    ],
  },
];
