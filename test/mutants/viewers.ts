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
    name: 'the revocation of a long ban is never made anew',
    promise: 21,
    file: 'lib/records/viewerBans.ts',
    find: 'at + RENEWED_EVERY_MS < until',
    replace: 'until < 0',
    killedBy: ['test/stories/banViewer.test.ts', 'is made anew at IVS twice a day'],
  },
  {
    name: 'a viewer who is banned gets a token',
    promise: 21,
    file: 'lib/api/playbackTokens.ts',
    find: 'if (ban) {',
    replace: 'if (ban && ban.until < now) {',
    killedBy: ['test/stories/playbackTokens.test.ts', 'lets a viewer in, not while banned'],
  },
  {
    name: 'a token of a viewer whose ban was lifted has a version that stays revoked',
    promise: 21,
    file: 'lib/records/viewerBans.ts',
    find: 'Math.max(version, record.revokedUpTo + 1)',
    replace: 'version',
    killedBy: ['test/stories/playbackTokens.test.ts', 'lets a viewer in, not while banned'],
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
