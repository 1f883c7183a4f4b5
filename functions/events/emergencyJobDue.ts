import { worker } from '../../lib/events/dueJobs.ts';

/** The worker for emergencies, which never wait behind the slots of other jobs. */
export const handler = worker;
