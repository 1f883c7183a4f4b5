import { array, assert, constantFrom, nat, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, TimelineEntry } from '../../../lib/jobs/job.ts';
import { entryOf, extended } from '../../../lib/jobs/timeline.ts';
import { NOW, outcome, parked, refused } from './sample.ts';

type Line = Pick<Job, 'timeline' | 'timelineDropped'>;
const empty: Line = { timeline: [], timelineDropped: 0 };
const written = (entries: readonly TimelineEntry[]): Line => {
  let line = empty;
  for (const entry of entries) line = extended(line, entry);
  return line;
};
const entry = (n: number, fields: Partial<TimelineEntry> = {}): TimelineEntry => ({
  at: NOW + n,
  step: `step${n}`,
  outcome: 'done',
  ...fields,
});

describe('a timeline', () => {
  it('a timeline keeps the first 10 and last 30 entries, and counts the rest', () => {
    const { timeline, timelineDropped } = written(Array.from({ length: 100 }, (_, n) => entry(n)));
    expect(timeline.map(({ step }) => step)).toEqual([
      ...Array.from({ length: 10 }, (_, n) => `step${n}`),
      ...Array.from({ length: 30 }, (_, n) => `step${n + 70}`),
    ]);
    expect(timelineDropped).toBe(60);
    expect(written(Array.from({ length: 40 }, (_, n) => entry(n)))).toMatchObject({
      timelineDropped: 0,
      timeline: { length: 40 },
    });
  });

  it('a timeline counts equal repeats in place, with their first and last time', () => {
    const waits = [1, 2, 3].map((n) => entry(n, { step: 'deleting', outcome: 'throttled' }));
    expect(written(waits).timeline).toEqual([
      { at: NOW + 1, step: 'deleting', outcome: 'throttled', count: 3, lastAt: NOW + 3 },
    ]);
  });

  it.each<[string, Partial<TimelineEntry>]>([
    ['step', { step: 'stopping' }],
    ['outcome', { outcome: 'refused' }],
    ['error', { error: 'StreamUnavailable' }],
  ])('a timeline does not take another %s for a repeat', (_name, other) => {
    const first = entry(1, {
      step: 'deleting',
      outcome: 'retry',
      error: 'InternalServerException',
    });
    expect(written([first, { ...first, ...other }, first]).timeline).toHaveLength(3);
  });

  it('a timeline counts every attempt, and is bounded', () => {
    const anyEntry = record({
      at: nat(),
      step: constantFrom('a', 'b', 'c'),
      outcome: constantFrom('x', 'y'),
    });
    assert(
      property(array(anyEntry, { maxLength: 200 }), (entries) => {
        const { timeline, timelineDropped } = written(entries);
        const counted = timeline.reduce((sum, { count = 1 }) => sum + count, 0);
        expect(timeline.length).toBeLessThanOrEqual(40);
        expect(timeline.length + timelineDropped).toBeLessThanOrEqual(entries.length);
        expect(timelineDropped === 0 ? counted : counted + timelineDropped <= entries.length).toBe(
          timelineDropped === 0 ? entries.length : true,
        );
        if (entries.length > 0)
          expect(timeline.at(-1)).toMatchObject({
            step: entries.at(-1)?.step,
            outcome: entries.at(-1)?.outcome,
          });
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('a timeline leaves the one it was given unchanged', () => {
    const before = Object.freeze({
      timeline: Object.freeze([Object.freeze(entry(1))]) as TimelineEntry[],
      timelineDropped: 0,
    });
    expect(extended(before, entry(1)).timeline[0]).toMatchObject({ count: 2 });
    expect(before.timeline).toEqual([entry(1)]);
  });
});

describe('timeline entries', () => {
  it.each([
    ['an outcome', outcome('deleted'), 'deleted'],
    ['no slot', parked(), 'parked'],
    [
      'a 429',
      refused({ error: { class: 'throttled', name: 'ThrottlingException', message: 'm' } }),
      'throttled',
    ],
    ['a refusal that is tried again', refused(), 'retry'],
    ['a refusal for good', refused({ again: false }), 'refused'],
  ])('an entry of %s has its outcome and duration', (_name, performed, word) => {
    expect(entryOf('deleting', performed, NOW)).toMatchObject({
      step: 'deleting',
      outcome: word,
      at: performed.at,
      durationMs: NOW - performed.at,
    });
  });

  it('an entry names its operations, last request and error, without its text', () => {
    const performed = refused();
    performed.calls.unshift(
      { operation: 'ListStreamKeys', at: NOW, durationMs: 1, requestId: 'r-0' },
      { operation: 'DeleteChannel', at: NOW, durationMs: 1, requestId: 'r-0' },
    );
    expect(entryOf('deleting', performed, NOW)).toEqual({
      at: NOW - 200,
      step: 'deleting',
      outcome: 'retry',
      durationMs: 200,
      operations: ['ListStreamKeys', 'DeleteChannel'],
      requestId: 'r-1',
      error: 'InternalServerException',
    });
  });
});
