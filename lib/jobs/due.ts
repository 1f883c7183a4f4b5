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
