import type { Mutant } from './mutant.ts';

const STORY = 'test/stories/timedReactions.test.ts';
const TIMED = 'lib/events/runTimedReactions.ts';

/** Defects in the reactions to time, in the built-in ones, and in the job that only they start. */
export const reactions: readonly Mutant[] = [
  {
    name: 'a stream that has been live for long enough is decided about again and again',
    promise: 20,
    file: TIMED,
    find: 'return { reaction, stream, id: streamId, isMissed: false };',
    replace: 'return { reaction, stream, id: `${streamId}#${times}`, isMissed: false };',
    killedBy: [STORY, 'decides about a stream once in shadow, however long it goes on'],
  },
  {
    name: 'a missed moment of a cadence is made up for',
    promise: 20,
    file: TIMED,
    find: 'const isMissed = now - dueAt > Math.max(period / 2, LATE_MS);',
    replace: 'const isMissed = false;',
    killedBy: [STORY, 'makes up for no moment of a cadence that it missed, and says so'],
  },
  {
    name: 'a cadence counts a moment from before the reaction was written',
    promise: 20,
    file: TIMED,
    find: 'if (dueAt < reaction.updatedAt) return undefined;',
    replace: '',
    killedBy: [STORY, 'begins a cadence with the next moment after it is switched on'],
  },
  {
    name: 'a stream that has ended is taken for the next one on its channel',
    promise: 20,
    file: TIMED,
    find: '?.streamId !== streamId) continue;',
    replace: '=== undefined) continue;',
    killedBy: [STORY, 'leaves alone a stream that has ended unheard, and the one after it'],
  },
  {
    name: 'a stream that a job was in the way of is never stopped',
    promise: 20,
    file: TIMED,
    find: "'streamLiveForMs' in reaction.when ? UNSETTLED : UNSETTLED_MOMENT",
    replace: 'UNSETTLED_MOMENT',
    killedBy: [STORY, 'tries again about a stream while a job or the rate is in the way'],
  },
  {
    name: 'one failed decision keeps the other streams waiting',
    promise: 20,
    file: TIMED,
    find: 'failures.push(error);',
    replace: 'throw error;',
    killedBy: [STORY, 'goes on with the other streams when a decision fails'],
  },
  {
    name: 'a reaction to time that is off acts',
    promise: 20,
    file: TIMED,
    find: "all.filter(({ mode }) => mode !== 'off').filter(isTimed)",
    replace: 'all.filter(isTimed)',
    killedBy: [STORY, 'decides nothing while it is off'],
  },
  {
    name: 'a reaction to events that is off acts',
    promise: 20,
    file: 'lib/events/runReactions.ts',
    find: "'pattern' in when && mode !== 'off'",
    replace: "'pattern' in when",
    killedBy: [STORY, 'decides nothing while it is off'],
  },
  {
    name: 'a start that another job prevented uses up the rate',
    promise: 20,
    file: 'lib/events/deciding.ts',
    find: 'if (isRecorded && !isStarted) await giveBack(takenAt);',
    replace: '',
    killedBy: [STORY, 'gives back an action that a job on the channel prevented'],
  },
  {
    name: 'an event that arrives again while its job starts uses up the rate',
    promise: 20,
    file: 'lib/events/deciding.ts',
    find: "if (earlier?.decision !== 'starting') {",
    replace: 'if (earlier || !earlier) {',
    killedBy: [
      'test/stories/reactions.test.ts',
      'counts an event once against its rate, also while its job starts',
    ],
  },
  {
    name: 'a window of the rate that has expired and is still stored is never over',
    promise: 20,
    file: 'lib/records/reactions.ts',
    find: ': { notAbove: { endsAt: from } };',
    replace: ": { absent: ['window'] };",
    killedBy: [
      'test/stories/reactions.test.ts',
      'has its rate again after a quiet time, although old records stay',
    ],
    hangs: true,
  },
  {
    name: 'a reaction has a pattern and a time',
    promise: 20,
    file: 'lib/api/reactionSchemas.ts',
    find: '.length === 1,',
    replace: '.length >= 1,',
    killedBy: ['test/stories/reactions.test.ts', 'is refused with the place of its mistake'],
  },
  {
    name: 'a built-in reaction is on before anybody has written it',
    promise: 20,
    file: 'lib/records/builtInReactions.ts',
    find: "then: { workflow: 'suspendChannel', input: {} },\n    mode: 'off',",
    replace: "then: { workflow: 'suspendChannel', input: {} },\n    mode: 'on',",
    killedBy: [
      'test/stories/builtInReactions.test.ts',
      'are listed, are off and decide nothing until somebody writes them',
    ],
  },
  {
    name: 'an ad break whose answer was lost is inserted again',
    promise: 1,
    file: 'lib/actions/streams.ts',
    find: "if (uncertain) return { outcome: 'unknown' };",
    replace: '',
    killedBy: [
      'test/stories/insertAdBreak.test.ts',
      'does not repeat a call whose answer was lost, and says so',
    ],
  },
];
