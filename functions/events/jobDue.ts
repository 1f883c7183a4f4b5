import { worker } from '../../lib/events/dueJobs.ts';

/** The worker for jobs that can continue. */
export const handler = worker;
