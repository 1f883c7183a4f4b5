import type { Mutant } from './mutant.ts';

const STORY = 'test/stories/journal.test.ts';

/** Defects in the journal. */
export const journal: readonly Mutant[] = [
  {
    name: 'a late repeat of an event has a second entry',
    promise: 3,
    file: 'lib/journal/journal.ts',
    find: 'if (last.receivedAt < earliest && earliest <= receivedAt) return false;',
    replace: 'if (last) return false;',
    killedBy: [STORY, 'has every recorded shape and every sample once, and drops what is foreign'],
  },
  {
    name: 'two writers of a journal overwrite each other',
    promise: 3,
    file: 'lib/journal/journal.ts',
    find: 'if (await store.putIfAbsent(itemOf(entry))) return entry;',
    replace: 'if (await store.put(itemOf(entry))) return entry;',
    killedBy: [
      STORY,
      'a week of 50 channels is right, however late, often and disordered it arrives',
    ],
  },
  {
    name: 'the hash of an entry leaves out its detail',
    promise: 3,
    file: 'lib/journal/entry.ts',
    find: '        said.detail,\n',
    replace: '',
    killedBy: [STORY, 'finds each entry that was changed or removed, with its place'],
  },
  {
    name: 'an end that arrives before its beginning is forgotten',
    promise: 2,
    file: 'lib/journal/openStates.ts',
    find: 'when: { notAbove: { rank: rankOf(at, false) } },',
    replace: 'when: {},',
    killedBy: [STORY, 'tells of an unhealthy stream once, and not after its recovery'],
  },
  {
    name: 'our own comparison outranks a reported end of a session',
    promise: 2,
    file: 'lib/journal/sessions.ts',
    find: "const endedAt = reported ?? first('Stream End Unreported');",
    replace: "const endedAt = first('Stream End Unreported') ?? reported;",
    killedBy: [STORY, 'closes a stream and a recording whose end was lost, and says so'],
  },
  {
    name: 'the tag of a recording replaces the other tags of its objects',
    promise: 3,
    file: 'lib/recordingBuckets.ts',
    find: 'TagSet: [...others, { Key: name, Value: value }]',
    replace: 'TagSet: [{ Key: name, Value: value }]',
    killedBy: [
      'test/stories/recordingFiles.test.ts',
      'get the days for which they are kept as a tag, beside their own tags',
    ],
  },
  {
    name: 'a page of objects counts as tagged before it is',
    promise: 3,
    file: 'lib/events/describeRecording.ts',
    find: '    await Promise.all(Array.from({ length: AT_ONCE }, tagAll));\n',
    replace: '',
    killedBy: [
      'test/stories/recordingFiles.test.ts',
      'are all tagged, whichever call gets no answer',
    ],
  },
  {
    name: 'the end of a job counts from its announcement',
    promise: 3,
    file: 'lib/events/noteKeyState.ts',
    find: 'const at = job?.finishedAt ?? told.at;',
    replace: 'const { at } = told;',
    killedBy: [
      'test/stories/channelsByState.test.ts',
      'lists a channel from the job that left it without a key until it has one',
    ],
  },
  {
    name: 'a reaction decides again about an event that arrives again',
    promise: 3,
    file: 'lib/events/runReactions.ts',
    find: "if (earlier && earlier.decision !== 'starting') continue;",
    replace: '',
    killedBy: [
      'test/stories/reactions.test.ts',
      'keeps to its channels, its repetitions and its rate',
    ],
  },
  {
    name: 'a chain of reactions has no end',
    promise: 3,
    file: 'lib/events/deciding.ts',
    find: 'if (depth >= DEPTH_MAX) {',
    replace: 'if (depth < 0) {',
    killedBy: ['test/stories/reactions.test.ts', 'ends a loop of two reactions, and says so'],
  },
];
