import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/config.ts';
import type { EndedJob, TimelineEntry } from '../../../lib/jobs/job.ts';
import { spansOf, type Span } from '../../../lib/traces/jobSpans.ts';
import { ENVIRONMENT } from '../environment.ts';
import { jobAt, NOW, type JobFields } from '../jobs/sample.ts';

const config = readConfig(ENVIRONMENT);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const SECOND_MS = 1_000;

/** A job that began ten seconds before it ended. */
const ended = (fields: JobFields = {}): EndedJob =>
  jobAt('done', {
    status: 'succeeded',
    ending: 'succeeded',
    createdAt: NOW,
    finishedAt: NOW + 10 * SECOND_MS,
    ...fields,
  }) as EndedJob;
const spans = (fields: JobFields = {}, of = config): Span[] => spansOf(ended(fields), of);
const rootOf = (fields: JobFields = {}): Span => spans(fields)[0]!;
const stepOf = (entry: Partial<TimelineEntry>): Span =>
  spans({ timeline: [{ at: NOW, step: 'stopping', outcome: 'stopping', ...entry }] })[1]!;
const msOf = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * 1_000 + nanoseconds / 1_000_000 - NOW;
const timesOf = ({ startTime, endTime }: Span): [number, number] => [
  msOf(startTime),
  msOf(endTime),
];

describe('the times of a span', () => {
  it('are those of the job', () => {
    expect(timesOf(rootOf())).toEqual([0, 10_000]);
    expect(rootOf({ finishedAt: NOW + 0.5 }).duration).toEqual([0, 500_000]);
  });

  it.each<[string, Partial<TimelineEntry>, [number, number]]>([
    ['an attempt', { at: NOW + 1_000, durationMs: 200 }, [1_000, 1_200]],
    [
      'a wait, which is noted at its end',
      { at: NOW + 9_000, outcome: 'signalled', durationMs: 8_000 },
      [1_000, 9_000],
    ],
    [
      'a wait that was over',
      { at: NOW + 9_000, outcome: 'timeUp', durationMs: 8_000 },
      [1_000, 9_000],
    ],
    [
      'attempts with the duration of the first',
      { at: NOW, durationMs: 20_000, count: 3, lastAt: NOW + 6_000 },
      [0, 6_000],
    ],
    ['an attempt that seems to outlast its job', { at: NOW, durationMs: 20_000 }, [0, 10_000]],
    ['an attempt before the job, by another clock', { at: NOW - 2_000, durationMs: 500 }, [0, 0]],
  ])('of %s', (_what, entry, times) => {
    expect(timesOf(stepOf(entry))).toEqual(times);
  });
});

describe('the trace of a job', () => {
  const contextOf = (fields: JobFields, of = config) => {
    const [root] = spans(fields, of);
    return { trace: root?.spanContext().traceId, around: root?.parentSpanContext?.spanId };
  };

  it('is that of its caller, and its span is within that of the caller', () => {
    const fields = { traceparent: `00-${TRACE}-${CALLER}-01`, causedBy: 'request' };
    expect(contextOf(fields)).toEqual({ trace: TRACE, around: CALLER });
    expect(rootOf(fields).parentSpanContext?.isRemote).toBe(true);
  });

  it('is that of its cause otherwise, in this deployment alone, and nothing is around it', () => {
    const { trace, around } = contextOf({ causedBy: 'request' });
    expect(trace).toMatch(/^[0-9a-f]{32}$/);
    expect(around).toBeUndefined();
    expect(contextOf({ id: 'another', causedBy: 'request' }).trace).toBe(trace);
    expect(contextOf({ causedBy: 'another' }).trace).not.toBe(trace);
    for (const other of [{ stage: 'prod' }, { region: 'us-west-2' }, { accountId: '2' }])
      expect(contextOf({ causedBy: 'request' }, { ...config, ...other }).trace).not.toBe(trace);
  });

  it('has a child within its parent, and steps within their job', () => {
    const parent = rootOf({ id: 'parent' }).spanContext();
    const child = { id: 'child', parent: { jobId: 'parent', index: 0 } };
    expect(contextOf(child)).toEqual({ trace: parent.traceId, around: parent.spanId });
    const step = stepOf({});
    expect(step.parentSpanContext?.spanId).toBe(rootOf().spanContext().spanId);
    expect(step.parentSpanContext?.isRemote).toBe(false);
  });

  it.each([
    ['00', 0],
    ['02', 0],
    ['01', 1],
    ['03', 1],
  ])('is recorded as the caller says: %s', (flags, count) => {
    expect(spans({ traceparent: `00-${TRACE}-${CALLER}-${flags}` })).toHaveLength(count);
  });

  it('has a span of its own for each step', () => {
    const entry = { at: NOW, step: 'stopping', outcome: 'stopping' };
    const all = spans({ timeline: [entry, entry] }).map((span) => span.spanContext().spanId);
    expect(new Set(all).size).toBe(3);
  });
});

describe('a span tells', () => {
  it('how a job ended, what it left, and the jobs around it', () => {
    const fields = {
      left: ['keyless'],
      redriveOf: 'before',
      supersededBy: 'after',
      causedBy: 'request',
      timelineDropped: 7,
    };
    expect(rootOf(fields)).toMatchObject({
      name: 'deleteChannel',
      status: { code: 0 },
      attributes: {
        'channelkeeper.job.ending': 'succeeded',
        'channelkeeper.job.left': ['keyless'],
        'channelkeeper.job.redrive_of': 'before',
        'channelkeeper.job.superseded_by': 'after',
        'channelkeeper.job.caused_by': 'request',
        'channelkeeper.job.steps_left_out': 7,
      },
    });
    expect(rootOf().attributes).not.toHaveProperty('channelkeeper.job.steps_left_out');
  });

  it('the error of a job that failed, or how it ended without one', () => {
    const error = { name: 'AccessDeniedException', class: 'refused' as const, message: 'no' };
    expect(rootOf({ status: 'failed', ending: 'failed', error })).toMatchObject({
      status: { code: 2, message: 'AccessDeniedException' },
      attributes: { 'error.type': 'AccessDeniedException' },
    });
    expect(rootOf({ status: 'failed', ending: 'stillLive' }).status).toEqual({
      code: 2,
      message: 'stillLive',
    });
    expect(rootOf({ status: 'cancelled', error }).attributes).not.toHaveProperty('error.type');
  });

  it('the calls of a step, and a refusal that is no answer', () => {
    const operations = ['GetStream', 'StopStream'];
    expect(stepOf({ operations, requestId: 'r', count: 2, lastAt: NOW })).toMatchObject({
      kind: 2,
      attributes: {
        'channelkeeper.step.operations': operations,
        'channelkeeper.step.attempts': 2,
        'rpc.system.name': 'aws-api',
        'aws.request_id': 'r',
      },
    });
    const live = stepOf({ outcome: 'live', operations, error: 'ConflictException' });
    expect(live.status.code).toBe(0);
    expect(live.attributes).not.toHaveProperty('error.type');
    for (const outcome of ['refused', 'retry', 'throttled'])
      expect(stepOf({ outcome, error: 'ThrottlingException' })).toMatchObject({
        status: { code: 2, message: 'ThrottlingException' },
        attributes: { 'error.type': 'ThrottlingException' },
      });
    expect(stepOf({}).kind).toBe(0);
  });
});
