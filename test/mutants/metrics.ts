import type { Mutant } from './mutant.ts';

const STORY = 'test/stories/metrics.test.ts';
const ALARMS = 'test/stories/alarms.test.ts';

/** Defects of the metrics and of the alarms that watch them. */
export const metrics: readonly Mutant[] = [
  {
    name: 'an event that comes twice counts twice',
    promise: 30,
    file: 'lib/events/recordSentEvent.ts',
    find: 'if (await record(store, happening, config.keepEventsDays))',
    replace: 'await record(store, happening, config.keepEventsDays);\n  if (type)',
    killedBy: [STORY, 'count the end of a job once'],
  },
  {
    name: 'a waiting job that nobody takes up is not late',
    promise: 30,
    file: 'lib/jobs/job.ts',
    find: "job.status === 'waiting' ? Math.min(unheardMs, now - updatedAt) : 0,",
    replace: '0,',
    killedBy: [STORY, 'show a job that nobody takes up'],
  },
  {
    name: 'the slots of jobs are not counted',
    promise: 30,
    file: 'lib/jobs/rateLimiter.ts',
    find: 'add: { ...add, ...used },',
    replace: '...(add && { add }),',
    killedBy: [STORY, 'tells the use of each quota'],
  },
  {
    name: 'the 429s of jobs are not counted',
    promise: 30,
    file: 'lib/jobs/rateLimiter.ts',
    find: 'add: { ...add, [refusedOf(operation)]: 1 },',
    replace: '...(add && { add }),',
    killedBy: [ALARMS, 'tells that IVS throttles'],
  },
  {
    name: 'an overdue key has no age',
    promise: 30,
    file: 'lib/events/measure.ts',
    find: "String(oldest?.dueSk).replace(/#.*/, '')",
    replace: 'String(oldest?.dueSk)',
    killedBy: [STORY, 'show how long a key is overdue'],
  },
];

const TRACE = 'test/contract/cli/trace.test.ts';
const SPANS = 'test/stories/traces.test.ts';

/** Defects of the way from a cause to what it has led to. */
export const causes: readonly Mutant[] = [
  {
    name: 'a child has the cause of the tick that began it',
    promise: 31,
    file: 'lib/jobs/children.ts',
    find: 'cause: causeOf(parent),',
    replace: '',
    killedBy: [TRACE, 'reaches the children of a job'],
  },
  {
    name: 'the events of a job do not name its cause',
    promise: 31,
    file: 'lib/jobs/announcing.ts',
    find: '[type, { ...detail, ...causeOf(job) }, resources]',
    replace: '[type, detail, resources]',
    killedBy: [TRACE, 'goes from the request to the last event'],
  },
  {
    name: 'an event is not the cause of what it starts',
    promise: 31,
    file: 'lib/events/handler.ts',
    find: 'eventIdIn(event) ?? requestId',
    replace: 'requestId',
    killedBy: [TRACE, 'begins with the event'],
  },
  {
    name: 'the log of a job does not name its channel',
    promise: 31,
    file: 'lib/jobs/jobLog.ts',
    find: '[`${kindOf(subject)}Id`]: subjectIdOf(subject),',
    replace: '',
    killedBy: [TRACE, 'goes from the request to the last event'],
  },
  {
    name: 'a trace that the caller does not record is sent',
    promise: 31,
    file: 'lib/traces/jobSpans.ts',
    find: 'if (job.traceparent !== undefined && !partsOf(job.traceparent).isSampled) return [];',
    replace: '',
    killedBy: [SPANS, 'is not sent if the caller does not record it'],
  },
  {
    name: 'a child stands beside its parent in the trace',
    promise: 31,
    file: 'lib/traces/jobSpans.ts',
    find: 'parent ? spanIdOf(parent.jobId) : caller?.parentSpanId',
    replace: 'caller?.parentSpanId',
    killedBy: [SPANS, 'has children within the span of their parent'],
  },
  {
    name: 'a trace is lost when the end of its job is announced before it is written',
    promise: 31,
    file: 'lib/events/exportTrace.ts',
    find: 'await app.clock.sleep(PAUSE_MS);',
    replace: 'break;',
    killedBy: [SPANS, 'has a deletion within the span of its caller'],
  },
  {
    name: 'spans that the collector did not take are dropped',
    promise: 31,
    file: 'lib/traces/collector.ts',
    find: 'status < 200 || status > 299',
    replace: 'status < 200 || status > 599',
    killedBy: [SPANS, 'is sent again under the same ids'],
  },
  {
    name: 'the span of a wait begins when the wait is over',
    promise: 31,
    file: 'lib/traces/jobSpans.ts',
    find: 'WAITED.includes(outcome) ? at - durationMs : at',
    replace: 'at',
    killedBy: ['test/unit/traces/jobSpans.test.ts', 'a wait, which is noted at its end'],
  },
];
