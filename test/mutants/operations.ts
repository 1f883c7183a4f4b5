import type { Mutant } from './mutant.ts';

/** Defects of operations on many channels. */
export const operations: readonly Mutant[] = [
  {
    name: 'a paused operation begins further channels',
    promise: 27,
    file: 'lib/actions/operationProgress.ts',
    find: 'if (orders.isPaused) {',
    replace: 'if (orders.isPaused && progress.begun < 0) {',
    killedBy: ['test/stories/runOperation.test.ts', 'begins no channel while it is paused'],
  },
  {
    name: 'an operation begins one more channel after its last failure',
    promise: 27,
    file: 'lib/actions/operationProgress.ts',
    find: '(progress.accepted ?? 0) >= maxFailures)',
    replace: '(progress.accepted ?? 0) > maxFailures)',
    killedBy: [
      'test/stories/runOperation.test.ts',
      'begins no channel once it has had its failures, and goes on when resumed',
    ],
  },
  {
    name: 'the canary is not judged',
    promise: 27,
    file: 'lib/actions/operationProgress.ts',
    find: "if (!isOver && isPausedFor(progress, orders, 'canary')) return true;",
    replace: '',
    killedBy: ['test/stories/runOperation.test.ts', 'pauses after the canary'],
  },
  {
    name: 'a channel that no longer matches the selection is worked on all the same',
    promise: 27,
    file: 'lib/actions/operations.ts',
    find: 'if (!isSelected && !(await children.isBegun(item)))',
    replace: "if (!isSelected && jobId === '')",
    killedBy: ['test/stories/runOperation.test.ts', 'skips a channel that no longer matches'],
  },
  {
    name: 'an item that was never begun has no result after a cancel',
    promise: 27,
    file: 'lib/actions/operations.ts',
    find: 'await Promise.all(items.map((item) => children.stop(item)));',
    replace: '',
    killedBy: ['test/stories/runOperation.test.ts', 'gives every channel a result when it is'],
  },
  {
    name: 'an operation is planned without the scope of its work',
    promise: 13,
    file: 'lib/api/operations.ts',
    find: '    mayDo(call, body.workflow);\n',
    replace: '',
    killedBy: ['test/stories/operationPlans.test.ts', 'needs the scope of the work'],
  },
];
