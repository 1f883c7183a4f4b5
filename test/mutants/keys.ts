import type { Mutant } from './mutant.ts';

/** Defects of the deletion of stream keys, the rotation of key pairs and the links to keys. */
export const keys: readonly Mutant[] = [
  {
    name: 'the tag that rotates after each stream gives a deleted key back',
    promise: 24,
    file: 'lib/events/streamStateReactions.ts',
    find: 'if (await isKeylessOnPurpose(app.store, channelId)) return true;',
    replace: '',
    killedBy: [
      'test/stories/deleteStreamKeyWhenIdle.test.ts',
      "gets no key from { 'channelkeeper:rotate-after",
    ],
  },
  {
    name: 'the schedule of rotations takes a deleted key for an old one',
    promise: 24,
    file: 'lib/records/streamKeyAges.ts',
    find: 'since: undefined, streamKeyArn: undefined,',
    replace: 'since: deletedAt, streamKeyArn: undefined,',
    killedBy: [
      'test/stories/deleteStreamKeyWhenIdle.test.ts',
      "gets no key from { 'channelkeeper:rotate-every",
    ],
  },
  {
    name: 'a deletion takes the key of another channel',
    promise: 24,
    file: 'lib/actions/streamKeyDeletions.ts',
    find: 'keys.some(({ arn }) => arn === input.streamKeyArn)',
    replace: 'keys.length > 0',
    killedBy: [
      'test/stories/deleteStreamKeyNow.test.ts',
      'deletes no other key than the one it names',
    ],
  },
  {
    name: 'a deletion on purpose owes the channel another key',
    promise: 24,
    file: 'lib/actions/streamKeyDeletions.ts',
    find: 'memory: { streamKeyDeleted: true, streamKeyRevokedAt: clock.now() }',
    replace: 'memory: { streamKeyRevoked: true, streamKeyRevokedAt: clock.now() }',
    killedBy: [
      'test/stories/deleteStreamKeyNow.test.ts',
      'gives nothing back when the stream cannot be stopped',
    ],
  },
  {
    name: 'a job that continues a rotation imports the key pair again',
    promise: 25,
    file: 'lib/actions/playbackKeyPairs.ts',
    find: 'const mayBeThere = uncertain || memory.firstJobId !== undefined;',
    replace: 'const mayBeThere = uncertain && memory.firstJobId === clock.now().toString();',
    killedBy: ['test/stories/rotatePlaybackKeyPair.test.ts', 'says so, and can go on'],
  },
  {
    name: 'the old key pair goes at the beginning of the overlap',
    promise: 25,
    file: 'lib/actions/playbackKeyPairs.ts',
    find: "restMs <= 0 ? 'over' : restMs <= SOON_MS ? 'soon' : 'later'",
    replace: "restMs > 0 ? 'over' : restMs <= SOON_MS ? 'soon' : 'later'",
    killedBy: ['test/stories/rotatePlaybackKeyPair.test.ts', 'keeps both for the overlap'],
  },
  {
    name: 'the last key pair is deleted',
    promise: 25,
    file: 'lib/actions/playbackKeyPairs.ts',
    find: 'if (!input.evenIfLast && (await isLast()))',
    replace: 'if (input.evenIfLast && (await isLast()))',
    killedBy: ['test/stories/rotatePlaybackKeyPair.test.ts', 'does not delete the last one'],
  },
  {
    name: 'a link can be used by two readers at once',
    promise: 26,
    file: 'lib/records/streamKeyLinks.ts',
    find: "when: { present: ['tokenHash'], absent: ['usedAt'] }",
    replace: "when: { present: ['tokenHash'] }",
    killedBy: ['test/stories/streamKeyLinks.test.ts', 'to one of two readers at once'],
  },
  {
    name: 'any token opens a link',
    promise: 26,
    file: 'lib/records/streamKeyLinks.ts',
    find: 'if (record.tokenHash !== hashOf(token))',
    replace: 'if (record.tokenHash === token)',
    killedBy: ['test/stories/streamKeyLinks.test.ts', 'is dead after ten wrong tokens'],
  },
  {
    name: 'a link does not end',
    promise: 26,
    file: 'lib/records/streamKeyLinks.ts',
    find: 'record === undefined || Number(record.until) <= now',
    replace: 'record === undefined || now < 0',
    killedBy: ['test/stories/streamKeyLinks.test.ts', 'ends by itself, after an hour'],
  },
];
