import type { App } from '../app.ts';
import type { Job } from './job.ts';
import { runJob } from './run.ts';
import { signal } from './table.ts';

/** How long a request works on the job that it steers, in ms. */
const STEERING_MS = 2_000;

/**
 * Wakes a job after a caller has written a record that the job reads, and runs it for a moment.
 * Returns the job as it is then.
 */
export async function wakeToRead(
  app: App,
  job: Pick<Job, 'id' | 'subject'>,
): Promise<Job | undefined> {
  await signal(app, job.subject);
  return runJob(app, job.id, app.clock.now() + STEERING_MS);
}
