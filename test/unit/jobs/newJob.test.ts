import { expect, it } from 'vitest';
import { fenceOf } from '../../../lib/records/fences.ts';
import { newJob } from '../../../lib/jobs/newJob.ts';
import type { Job } from '../../../lib/jobs/job.ts';
import { jobAt, NOW } from './sample.ts';

const next = (now: number, previous?: Job): Job =>
  newJob(
    { clock: { now: () => now, sleep: () => Promise.resolve() }, random: { next: () => 0 } },
    'channel-AbCdEf123456-fedcba9876543210',
    { workflow: 'suspendChannel', subject: 'channel/AbCdEf123456', input: {}, caller: 'tester' },
    previous,
  );

it.each([
  ['of a process whose clock is behind', next(NOW), NOW - 5_000],
  ['in the same millisecond', next(NOW), NOW],
  ['after a job of an older build', jobAt('done', { createdAt: NOW }), NOW - 5_000],
])(
  "a job %s has a fence above its predecessor's, however often that was written",
  (_name, previous, now) => {
    const job = next(now, previous);
    expect(fenceOf(job) > fenceOf({ ...previous, version: 9_999 })).toBe(true);
  },
);
