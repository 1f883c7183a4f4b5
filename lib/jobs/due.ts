import type { App } from '../app.ts';
import type { SentEvent } from '../bus.ts';
import type { Job } from './job.ts';

/** How long a job that was published as due is not published again, in ms. */
export const SAID_MS = 90_000;

/**
 * Returns the event that sends a job to a worker. Emergencies have workers of their own, because
 * the others may all be waiting for slots.
 */
export const dueEvent = ({ id, priority }: Pick<Job, 'id' | 'priority'>): SentEvent => [
  'Job Due',
  { jobId: id, ...(priority && { priority }) },
];

/** Sends a job to a worker. A lost hint costs one sweep. */
export async function hint(
  app: Pick<App, 'bus' | 'log'>,
  job: Pick<Job, 'id' | 'priority'>,
): Promise<void> {
  try {
    await app.bus.publish(dueEvent(job));
  } catch (error) {
    app.log.warn('Could not reach the event bus; the sweep will send the event', {
      jobId: job.id,
      error: String(error),
    });
  }
}
