import type { Mutant } from './mutant.ts';

/** Defects of suspensions. */
export const suspensions: readonly Mutant[] = [
  {
    name: 'a suspension that has been lifted since is written again',
    promise: 7,
    file: 'lib/events/suspending.ts',
    find: 'if (found?.id !== current?.id)',
    replace: "if (found?.id === '')",
    killedBy: [
      'test/stories/meetingItsOwnKind.test.ts',
      'leaves a resumption alone that ended while',
    ],
  },
  {
    name: 'a key is made for a suspended channel',
    promise: 7,
    file: 'lib/actions/streamKeys.ts',
    find: "if (await readSuspension(store, channelId)) return 'suspended';",
    replace: '',
    killedBy: [
      'test/stories/suspendChannel.test.ts',
      'a rotation when=now gives a suspended channel no key',
    ],
  },
  {
    name: 'a suspension does not wait for a call that may still land',
    promise: 7,
    file: 'lib/actions/suspensions.ts',
    find: "if (clock.now() < unsettledUntil) return { outcome: 'unsettled' };",
    replace: "if (unsettledUntil < 0) return { outcome: 'unsettled' };",
    killedBy: ['test/stories/unluckySuspensions.test.ts', 'outlasts a late create within 30 s'],
  },
  {
    name: 'a suspension that may have been written or lifted counts as untouched',
    promise: 7,
    file: 'lib/definition/steps.ts',
    find: "changesIvs(step) || ('does' in step && DECIDING.has(step.does))",
    replace: 'changesIvs(step)',
    killedBy: [
      'test/stories/unheardRecords.test.ts',
      'a cancelled resumption leaves its channel resumed or suspended',
    ],
  },
  {
    name: 'a write of a suspension that got no answer counts as not made',
    promise: 7,
    file: 'lib/jobs/perform.ts',
    find: 'DECIDING.has(action) && !(error instanceof IvsRefusal)',
    replace: 'false',
    killedBy: [
      'test/stories/unheardRecords.test.ts',
      'a cancelled resumption leaves its channel resumed or suspended',
    ],
  },
  {
    name: 'the key is revoked before the suspension is written',
    promise: 7,
    file: 'lib/workflows/suspendChannel.ts',
    find: `opening: {
        does: 'writeSuspension',
        then: { suspended: 'notingStreamKey' },
        ifUnknown: { suspended: true },
      },`,
    replace: `opening: {
        does: 'noteStreamKey',
        then: { noted: 'revoking', none: 'stopping', notFound: 'forgetting' },
      },`,
    killedBy: ['test/stories/suspendChannel.test.ts', 'is written before the key is revoked'],
  },
  {
    name: 'a key that appears during a suspension stays',
    promise: 7,
    file: 'lib/workflows/suspendChannel.ts',
    find: "noted: 'revokingAgain'",
    replace: "noted: 'notingDark'",
    killedBy: ['test/stories/suspendChannel.test.ts', 'revokes a key that appears while it works'],
  },
  {
    name: 'a channel counts as dark as soon as nothing is on',
    promise: 7,
    file: 'lib/actions/streams.ts',
    find: 'now - darkAt >= DARK_MS',
    replace: 'now - darkAt >= 0',
    killedBy: [
      'test/stories/suspendChannel.test.ts',
      'cuts an encoder that was let in just before',
    ],
  },
  {
    name: 'a suspension is written only when IVS has answered',
    promise: 7,
    file: 'lib/workflows/suspendChannel.ts',
    find: `opening: {
        does: 'writeSuspension',
        then: { suspended: 'notingStreamKey' },
        ifUnknown: { suspended: true },
      },`,
    replace: '',
    killedBy: ['test/stories/outages.test.ts', 'is taken up again when its first read is refused'],
  },
  {
    name: 'a second suspension replaces the reason of the first',
    promise: 1,
    file: 'lib/records/suspensions.ts',
    find: 'standing(record) ? { darkSince } :',
    replace: '!record ? { darkSince } :',
    killedBy: [
      'test/stories/suspendChannel.test.ts',
      'keeps the first reason when the channel is suspended already',
    ],
  },
  {
    name: 'a suspension that failed is not open',
    promise: 9,
    file: 'lib/records/suspensions.ts',
    find: '...(isOpen(record) ? {} : open(now))',
    replace: '',
    killedBy: ['test/stories/outages.test.ts', 'is taken up again by the sweep'],
  },
  {
    name: 'a resumption that failed does not suspend again',
    promise: 7,
    file: 'lib/records/suspensions.ts',
    find: "when: { above: { liftedAt: 0 }, absent: ['closedAt'] },",
    replace: "when: { above: { liftedAt: 9e15 }, absent: ['closedAt'] },",
    killedBy: ['test/stories/resumeChannel.test.ts', 'leaves the channel suspended when it fails'],
  },
  {
    name: 'a lifted suspension loses the tags of the key',
    promise: 13,
    file: 'lib/records/suspensions.ts',
    find: 'Object.keys(kept ?? {}).length > 0 ? kept : streamKeyTags',
    replace: 'streamKeyTags',
    killedBy: [
      'test/stories/resumeChannel.test.ts',
      'keeps the tags when the channel is suspended again after a failure',
    ],
  },
  {
    name: 'the rotation by schedule does not mind a suspension',
    promise: 7,
    file: 'lib/events/streamKeyRotation.ts',
    find: '!rule || suspension)',
    replace: '!rule)',
    killedBy: [
      'test/stories/suspendChannel.test.ts',
      'the schedules give a suspended channel no key',
    ],
  },
  {
    name: 'a dark channel is suspended again every minute',
    promise: 9,
    file: 'lib/records/suspensions.ts',
    find: `set: {
      duePk: 'suspension' satisfies SuspensionPartition,
      dueSk: isoTime(now),
      tries: undefined,
      openSince: undefined,
      darkSince: now
    }`,
    replace: 'set: { tries: undefined }',
    killedBy: ['test/stories/outages.test.ts', 'is taken up again by the sweep'],
  },
];
