import type { EndedJob, Job, RunningJob, WaitingJob } from '../../lib/jobs/job.ts';
import { placeJob, type StoredJob, type TableApp } from '../../lib/jobs/table.ts';

/**
 * Code that must not compile. `tsc` checks it and no test runs it: if the line after
 * `@ts-expect-error` does compile, tsc fails.
 */
declare const app: TableApp;
declare const job: Job;
declare const ended: EndedJob;
declare const holder: StoredJob & RunningJob;

// @ts-expect-error -- a job that has not ended keeps its subject
export const placedOverHolder = placeJob(app, job, holder, 0);

// @ts-expect-error -- only a job that has ended has the time of its end
export const finishedAt: number = job.finishedAt;

// @ts-expect-error -- a job that has ended is not running
export const running: RunningJob = { ...ended, status: 'running' };

// @ts-expect-error -- a waiting job needs something to wait for
export const waiting: WaitingJob = { ...holder, status: 'waiting' };
