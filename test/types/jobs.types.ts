import type { EndedJob, Job, RunningJob, WaitingJob } from '../../lib/jobs/job.ts';
import { placeJob, type StoredJob, type TableApp } from '../../lib/jobs/table.ts';

/**
 * Code that must not compile. Checked by `tsc`, never run: where the line after `@ts-expect-error`
 * compiles after all, tsc fails.
 */
declare const app: TableApp;
declare const job: Job;
declare const ended: EndedJob;
declare const holder: StoredJob & RunningJob;

// @ts-expect-error -- the holder of a subject has not ended: nothing takes its place by itself
export const placedOverHolder = placeJob(app, job, holder, 0);

// @ts-expect-error -- only a job that has ended has a time at which it did
export const finishedAt: number = job.finishedAt;

// @ts-expect-error -- a job that has ended does not run on
export const running: RunningJob = { ...ended, status: 'running' };

// @ts-expect-error -- a job that waits waits for something
export const waiting: WaitingJob = { ...holder, status: 'waiting' };
