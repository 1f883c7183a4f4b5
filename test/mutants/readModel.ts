import type { Mutant } from './mutant.ts';

const CHANNELS = 'test/stories/knownChannels.test.ts';
const LISTS = 'test/stories/knownChannelLists.test.ts';
const STREAMS = 'test/stories/knownStreams.test.ts';

/** Defects of the read model. */
export const readModel: readonly Mutant[] = [
  {
    name: 'a reading counts whatever jobs have done since',
    promise: 19,
    file: 'lib/readModel/states.ts',
    find: '`${job.stamp}|${record.begun}`',
    replace: '`${job.stamp.length * 0}|${record.begun}`',
    killedBy: [CHANNELS, 'was deleted at IVS and anybody has met that'],
  },
  {
    name: 'a direct mutation does not note its beginning',
    promise: 19,
    file: 'lib/readModel/changing.ts',
    find: 'await beginChange(store, key, clock.now() + LANDS_WITHIN_MS);',
    replace: 'void [beginChange, LANDS_WITHIN_MS];',
    killedBy: [CHANNELS, 'shows a change whose process died right after the call'],
  },
  {
    name: 'a reading that may lag is kept',
    promise: 19,
    file: 'lib/readModel/states.ts',
    find: 'record.changedAt, job.changedAt) + READ_LAG_MS + SKEW_MS_MAX',
    replace: '0, record.begun * 0 * job.changedAt) + 0 * READ_LAG_MS * SKEW_MS_MAX',
    killedBy: [CHANNELS, 'are not kept, so a change is seen'],
  },
  {
    name: 'a late reading replaces a later one',
    promise: 10,
    file: 'lib/records/readings.ts',
    find: 'when: { notAbove: { askNo: reading.askNo - 1 } },',
    replace: '',
    killedBy: [CHANNELS, 'never replaces what a later call has shown'],
  },
  {
    name: 'a late reading of the refresh replaces a later one',
    promise: 10,
    file: 'lib/records/readings.ts',
    find: "asks === 0 ? { absent: ['asks'] } : { equals: { asks } }",
    replace: '{}',
    killedBy: [LISTS, 'never replaces what a later call has shown'],
  },
  {
    name: 'the list of streams counts whatever jobs have done since',
    promise: 19,
    file: 'lib/readModel/streamList.ts',
    find: 'job !== undefined && job === jobOf(jobs[n])',
    replace: 'jobs[n] !== job',
    killedBy: [STREAMS, 'shows the end of a job at once'],
  },
  {
    name: 'the list by state describes a channel by an old reading',
    promise: 19,
    file: 'lib/readModel/channelsByState.ts',
    find: '(isCurrent ? summaryOf(channel) : { arn })',
    replace: '(isCurrent ? summaryOf(channel) : { ...summaryOf(channel), arn })',
    killedBy: [
      'test/stories/channelsByState.test.ts',
      'costs a few reads and no call of IVS, and describes what was changed by its ARN',
    ],
  },
];
