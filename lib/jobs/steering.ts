import type { App } from '../app.ts';
import type { Job } from './job.ts';
import { runJob } from './run.ts';
import { changeJob, signal, type StoredJob } from './table.ts';

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

/**
 * Lets an emergency that rests after a refusal try again before its time, because somebody asks for
 * the same work again: the cause may be gone. Returns the job as it is then.
 * @param untilMs ms since the epoch; the job runs until then, and is then left to a worker
 */
export async function tryAtOnce(app: App, job: StoredJob, untilMs: number): Promise<Job> {
  const now = app.clock.now();
  const rests = job.status === 'running' && !job.acting && job.error !== undefined;
  if (job.priority !== 'emergency' || !rests) return job;
  const written = await changeJob(app, job, { set: { wakeAt: now }, dueAt: now });
  return ('mine' in written ? await runJob(app, job.id, untilMs) : written.theirs) ?? job;
}
