import type { Mutant } from './mutant.ts';

const STORY = 'test/stories/policies.test.ts';
const TAGS = 'test/stories/rotateStreamKeyWhenIdle.test.ts';

/** Defects of policies. */
export const policies: readonly Mutant[] = [
  {
    name: 'a run starts any number of rotations',
    promise: 29,
    file: 'lib/events/streamKeyRotation.ts',
    find: 'done.started < STARTS_MAX',
    replace: 'done.started < Infinity',
    killedBy: [STORY, 'catches up after an outage at a steady pace'],
  },
  {
    name: 'rotations that are under way use up the starts',
    promise: 29,
    file: 'lib/events/streamKeyRotation.ts',
    find: '!isFinal(job) || (job.status',
    replace: 'isFinal(job) && (job.status',
    killedBy: [STORY, 'catches up after an outage at a steady pace'],
  },
  {
    name: 'a deferral counts at every look',
    promise: 29,
    file: 'lib/records/streamKeyAges.ts',
    find: 'notAbove: { deferredAt: from - 1 }',
    replace: 'notAbove: { deferredAt: now }',
    killedBy: [TAGS, 'waits for the end of a stream by a job after a day of delays'],
  },
  {
    name: 'a cut that a job was in the way of waits for the next window',
    promise: 29,
    file: 'lib/events/streamKeyRotation.ts',
    find: 'counted ?? (await deferralsOf(store, channelId, { since }))',
    replace: 'counted ?? (await deferralsOf(store, channelId, { since: 0 }))',
    killedBy: [STORY, 'tries a cut again in the same window after a job was in its way'],
  },
  {
    name: 'a cut that somebody has cancelled is made at the next look',
    promise: 29,
    file: 'lib/events/streamKeyRotation.ts',
    find: "job.status !== 'succeeded' && now",
    replace: "job.status === 'failed' && now",
    killedBy: [STORY, 'tries a cut again in the same window after it was cancelled'],
  },
  {
    name: 'one key that cannot be looked at keeps the others from their turn',
    promise: 29,
    file: 'lib/events/streamKeyRotation.ts',
    find: 'run.failures.push(error);',
    replace: 'throw error;',
    killedBy: [STORY, 'goes on after a channel that cannot be looked at'],
  },
  {
    name: 'a protected stream is cut',
    promise: 29,
    file: 'lib/events/streamKeyRotation.ts',
    find: 'deferrals > nowAfterDeferrals && !isProtected',
    replace: 'deferrals > nowAfterDeferrals',
    killedBy: [STORY, 'cuts a live stream after its deferrals'],
  },
  {
    name: 'a rotation is announced again and again',
    promise: 29,
    file: 'lib/events/streamKeyRotation.ts',
    find: 'announcedFor: actAt, nextAt: actAt',
    replace: 'nextAt: actAt',
    killedBy: [STORY, 'announces a rotation ahead, once'],
  },
  {
    name: 'a rotation that a change of the policy has moved counts as announced',
    promise: 29,
    file: 'lib/journal/keyDeadlines.ts',
    find: 'noted?.since === since && noted.announcedFor === actAt',
    replace: 'noted?.since === since && noted.announcedFor !== undefined && actAt > 0',
    killedBy: [STORY, 'announces a rotation again when a change of its policy makes it come later'],
  },
  {
    name: 'a rotation does not wait for its window',
    promise: 29,
    file: 'lib/records/rotationTimes.ts',
    find: 'window ? lastWholeBy(window, spread) : spread',
    replace: 'window ? since : spread',
    killedBy: [STORY, 'announces a rotation ahead, once'],
  },
  {
    name: 'the loosest rule counts',
    promise: 29,
    file: 'lib/records/policies.ts',
    find: '(a, b) => a.maxAgeMs - b.maxAgeMs',
    replace: '(a, b) => b.maxAgeMs - a.maxAgeMs',
    killedBy: [STORY, 'counts the strictest rule'],
  },
  {
    name: 'a policy is written without the scopes of its work',
    promise: 13,
    file: 'lib/api/policies.ts',
    find: 'authorize(scopes, scope, app.config)',
    replace: 'void [scopes, scope, app.config, authorize]',
    killedBy: [STORY, 'needs the scopes of its work'],
  },
];
