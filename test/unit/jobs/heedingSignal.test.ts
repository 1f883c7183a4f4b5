import { describe, expect, it } from 'vitest';
import { heedingSignal } from '../../../lib/jobs/stepping.ts';
import type { JobChange } from '../../../lib/jobs/table.ts';
import { deleteChannel } from '../../../lib/workflows/deleteChannel.ts';
import { jobAt, moment, NOW } from './sample.ts';

describe('an end that has been announced, and whose write a signal has refused', () => {
  const end: JobChange = {
    set: { step: 'done', status: 'succeeded', ending: 'succeeded', announced: true },
    dueAt: undefined,
    unlessSignalled: true,
  };
  const job = jobAt('announcing');
  const asked = { by: 'ann', at: NOW - 100 };
  const tells = [{ jobId: 'operation-a-b', index: 3 }];
  const heeding = (cancel: typeof job.cancel, change = end): JobChange =>
    heedingSignal(deleteChannel, { ...job, ...(cancel && { cancel }) }, change, moment());

  it('is written as it is after any other signal', () => {
    expect(heeding(undefined)).toEqual(end);
  });

  it('says that a cancel came too late', () => {
    const cancel = { ...asked, result: 'tooLate' };
    expect(heeding(asked)).toEqual({ ...end, set: { ...end.set, cancel } });
  });

  it('is announced again to the jobs that have asked for the cancel', () => {
    const cancel = { ...asked, tells, result: 'tooLate' };
    const again = {
      set: { ...end.set, cancel, announced: false },
      dueAt: NOW + 60_000,
      unlessSignalled: true,
    };
    expect(heeding({ ...asked, tells })).toEqual(again);
    // Another signal may come first.
    expect(heeding({ ...asked, tells }, heeding(undefined))).toEqual(again);
  });

  it.each([
    ['is announced again, so that a job is started again that was handed over', true],
    ['is written as it is if the job that was handed over is dropped', false],
  ])('%s', (_, startsAgain) => {
    const supersedes = [{ jobId: 'channel-a-b', startsAgain }];
    expect(heedingSignal(deleteChannel, { ...job, supersedes }, end, moment())).toEqual(
      startsAgain ? { ...end, set: { ...end.set, announced: false }, dueAt: NOW + 60_000 } : end,
    );
  });
});
