import type { Mutant } from './mutant.ts';

/** Defects of viewer bans and playback tokens. */
export const viewers: readonly Mutant[] = [
  {
    name: 'the sessions of a banned viewer are revoked up to now, not up to the end',
    promise: 21,
    file: 'lib/records/viewerBans.ts',
    find: 'Math.ceil(ban.until / 1_000)',
    replace: 'Math.ceil(ban.bannedAt / 1_000)',
    killedBy: ['test/stories/banViewer.test.ts', 'refuses fresh tokens of others until its end'],
  },
  {
    name: 'a second ban does not reach the tokens that were issued after the first one',
    promise: 21,
    file: 'lib/records/viewerBans.ts',
    find: 'isBan(before) ? before.revokedUpTo + 1 : 0',
    replace: '0',
    killedBy: [
      'test/stories/banViewer.test.ts',
      'ends the sessions that began after the first one was lifted',
    ],
  },
  {
    name: 'a repeat of a ban writes it again after it was lifted',
    promise: 1,
    file: 'lib/records/viewerBans.ts',
    find: 'if (before?.jobId === ban.jobId) return;',
    replace: '',
    killedBy: [
      'test/stories/banViewer.test.ts',
      'is not written again by an attempt that was stalled until the ban was lifted',
    ],
  },
];
