import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { barOf, createProgress, lineOf, paceOf } from '../../../local/progress.ts';

describe('the pace', () => {
  it('is a rate and the rest time at that rate', () => {
    expect(paceOf({ done: 25, total: 100, tookMs: 10_000 })).toBe('2.5 a second, 30 s left');
    expect(paceOf({ done: 1_500, total: 3_000, tookMs: 100_000 })).toBe(
      '15 a second, 1 min 40 s left',
    );
  });

  it('is unknown at first, and has no rest at the end', () => {
    expect(paceOf({ done: 0, total: 10, tookMs: 500 })).toBe('');
    expect(paceOf({ done: 10, total: 10, tookMs: 10_000 })).toBe('1.0 a second');
  });
});

it('a bar is full when all is done, and never longer', () => {
  const bar = (done: number): string => barOf('jobs', { done, total: 4, tookMs: 0 });
  expect(bar(0)).toBe(`jobs ${'░'.repeat(24)} 0 %`);
  expect(bar(1)).toBe(`jobs ${'█'.repeat(6)}${'░'.repeat(18)} 25 %`);
  expect(bar(5)).toBe(`jobs ${'█'.repeat(24)} 100 %`);
});

describe('progress', () => {
  const started = (
    isTTY: boolean,
  ): {
    clock: VirtualClock;
    written: string[];
    progress: ReturnType<typeof createProgress>;
  } => {
    const clock = new VirtualClock();
    const written: string[] = [];
    const output = { isTTY, write: (text: string) => void written.push(text) };
    return { clock, written, progress: createProgress('jobs', 10, { clock, output }) };
  };

  it('is a line every ten seconds outside of a terminal', () => {
    const { clock, written, progress } = started(false);
    for (let done = 0; done <= 10; done++) {
      progress.set(done);
      clock.moveTo(clock.now() + 3_000);
    }
    progress.end();
    expect(written).toEqual([
      'jobs: 4 of 10, 0.33 a second, 18 s left\n',
      'jobs: 8 of 10, 0.33 a second, 6 s left\n',
    ]);
  });

  it('is one bar in a terminal, which is removed at the end', () => {
    const { clock, written, progress } = started(true);
    progress.set(1);
    progress.set(2);
    clock.moveTo(clock.now() + 1_000);
    progress.set(3, 12);
    progress.say('a line');
    progress.end();
    expect(written.map((text) => text.replace('\r\u001b[2K', '>'))).toEqual([
      `>${barOf('jobs', { done: 1, total: 10, tookMs: 0 })}`,
      `>${barOf('jobs', { done: 3, total: 12, tookMs: 1_000 })}`,
      '>a line\n',
      `>${barOf('jobs', { done: 3, total: 12, tookMs: 1_000 })}`,
      '>',
    ]);
  });

  it('tells a line for a log', () => {
    expect(lineOf('jobs', { done: 0, total: 10, tookMs: 0 })).toBe('jobs: 0 of 10');
  });
});
