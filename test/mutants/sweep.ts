import type { Mutant } from './mutant.ts';

/** Defects of the sweep and of the event handlers. */
export const sweep: readonly Mutant[] = [
  {
    name: 'a waiting job is not woken by the list of live streams',
    promise: 3,
    file: 'lib/events/sweep.ts',
    find: 'const ended = waiting.filter(hasEnded);',
    replace: 'const ended = waiting.slice(0, 0);',
    killedBy: ['test/stories/sweep.test.ts', 'compares every waiting job with the list'],
  },
  {
    name: 'the sweep asks IVS twice',
    promise: 4,
    file: 'lib/events/sweep.ts',
    find: 'const live = await liveNow(app);',
    replace: 'const live = (await liveNow(app)) && (await liveNow(app));',
    killedBy: ['test/stories/sweep.test.ts', 'asks IVS once a minute for live streams'],
  },
  {
    name: 'the sweep compares only a part of what waits',
    promise: 4,
    file: 'lib/events/sweep.ts',
    find: 'const WAITING_MAX = 10_000',
    replace: 'const WAITING_MAX = 200',
    killedBy: ['test/stories/sweep.test.ts', 'compares every waiting job with the list'],
  },
  {
    name: 'a failed list counts as an empty one',
    promise: 4,
    file: 'lib/events/sweep.ts',
    find: 'live !== undefined && !live.has(',
    replace: '!live?.has(',
    killedBy: ['test/stories/sweep.test.ts', 'publishes due jobs also while IVS does not list'],
  },
  {
    name: 'the sweep says more than the rate limiters can serve',
    promise: 4,
    file: 'lib/events/sweep.ts',
    find: 'const HINTS_MAX = 240',
    replace: 'const HINTS_MAX = 2_400',
    killedBy: ['test/stories/sweep.test.ts', 'publishes no more than the rate limiters serve'],
  },
  {
    name: 'one kind of hint takes the place of the other',
    promise: 4,
    file: 'lib/events/sweep.ts',
    find: 'Math.max(HINTS_MAX / 2, HINTS_MAX - others.length)',
    replace: 'HINTS_MAX',
    killedBy: ['test/stories/sweep.test.ts', 'gives due jobs and ended streams half'],
  },
  {
    name: 'a job is not moved on before it is said to be due',
    promise: 17,
    file: 'lib/events/sweep.ts',
    find: `if (
      job.priority !== 'emergency' &&
      !(await moveDue(app, job, app.clock.now() + SAID_MS))
    ) return false;`,
    replace: '',
    killedBy: ['test/stories/sweep.test.ts', 'moves a job out of the next sweep'],
  },
  {
    name: 'stranded jobs are not reported',
    promise: 6,
    file: 'lib/events/sweep.ts',
    find: 'if (isStranded(job, app.clock.now())) report(app, job);',
    replace: '',
    killedBy: ['test/stories/sweep.test.ts', 'reports a job that nobody gets on'],
  },
  {
    name: 'one refused publish ends the sweep',
    promise: 17,
    file: 'lib/events/sweep.ts',
    find: `app.log.error('The sweep failed for one item; the next sweep tries again', {
      item,
      error: String(error),
    });`,
    replace: 'throw error;',
    killedBy: [
      'test/stories/sweep.test.ts',
      'publishes every due job, also when the bus refuses one',
    ],
  },
  {
    name: 'a failed list ends the sweep',
    promise: 9,
    file: 'lib/events/sweep.ts',
    find: `app.log.error('IVS does not list the live streams; the next sweep tries again', {
      error: String(error),
    });`,
    replace: 'throw error;',
    killedBy: ['test/stories/sweep.test.ts', 'publishes due jobs without a list of streams'],
  },
  {
    name: 'a suspension that failed is not taken up again',
    promise: 9,
    file: 'lib/events/sweep.ts',
    find: "suspendedChannels(app.store, 'suspensionOpen', EMERGENCIES_MAX, now)",
    replace: "suspendedChannels(app.store, 'suspensionOpen', EMERGENCIES_MAX, 0)",
    killedBy: ['test/stories/outages.test.ts', 'is taken up again by the sweep'],
  },
  {
    name: 'a suspended channel that is live is left live',
    promise: 7,
    file: 'lib/events/sweep.ts',
    find: "live.has(arnOf(app.config, 'channel', channelId)));",
    replace: 'live.has(channelId));',
    killedBy: [
      'test/stories/lostHints.test.ts',
      'a suspended channel is dark two minutes after a lost Stream Start',
    ],
  },
  {
    name: 'the end of a stream that no event told is missed',
    promise: 17,
    file: 'lib/events/sweep.ts',
    find: 'await each(await missedEnds(app, live), (session)',
    replace: 'await each((await missedEnds(app, live)).slice(0, 0), (session)',
    killedBy: ['test/stories/lostHints.test.ts', 'lived for a minute and more'],
  },
  {
    name: 'a stream that no event told of is not noted',
    promise: 17,
    file: 'lib/events/missedEnds.ts',
    find: 'if (!known.has(nameOf(session)))',
    replace: 'if (known.has(nameOf(session)))',
    killedBy: [
      'test/stories/lostHints.test.ts',
      'a key is rotated although every event of its stream is lost',
    ],
  },
  {
    name: 'absence from the list counts as an end',
    promise: 11,
    file: 'lib/events/streamStateReactions.ts',
    find: `await noteStillOn(app.store, { channelId, streamId }, app.clock.now());
    return false;`,
    replace: 'return true;',
    killedBy: [
      'test/stories/lostHints.test.ts',
      'a key is kept although one list of live streams lacks its stream',
    ],
  },
  {
    name: 'an end that found the channel held is forgotten',
    promise: 17,
    file: 'lib/events/streamStateReactions.ts',
    find: 'if (isGone || isRotated || (await rotateAfterStream(app, session, untilMs)))',
    replace: 'await rotateAfterStream(app, session, untilMs);',
    killedBy: [
      'test/stories/lostHints.test.ts',
      'a key is rotated although its Stream End meets a job without a slot',
    ],
  },
  {
    name: 'the Stream Start of a suspended channel is not heeded',
    promise: 7,
    file: 'lib/events/streamStateReactions.ts',
    find: 'if (!(await readSuspension(app.store, channelId))) return;\n  if (typeof',
    replace: 'if (channelId) return;\n  if (typeof',
    killedBy: [
      'test/stories/staysDark.test.ts',
      'is made dark again when an outsider has given it a key',
    ],
  },
  {
    name: 'a Stream Failure is not taken for an end',
    promise: 3,
    file: 'lib/events/streamStateReactions.ts',
    find: " || eventName === 'Stream Failure') await",
    replace: ') await',
    killedBy: ['test/stories/deleteChannel.test.ts', 'goes on when a Stream Failure is told'],
  },
  {
    name: 'the sweep lists the live streams twice',
    promise: 4,
    file: 'lib/events/sweep.ts',
    find: 'return await liveStreams(app.ivs);',
    replace: 'await liveStreams(app.ivs); return await liveStreams(app.ivs);',
    killedBy: ['test/contract/costs.test.ts', "has an hour of 'an empty account'"],
  },
];
