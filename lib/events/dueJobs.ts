import * as z from 'zod/mini';
import { runJob } from '../jobs/run.ts';
import { reaction } from './handler.ts';

/** The worker: runs a due job as far as possible. */
export const worker = reaction({
  takes: z.object({ detail: z.object({ jobId: z.string() }) }),
  reserveMs: 25_000,
  does: (app, { detail }, untilMs) => runJob(app, detail.jobId, untilMs),
});
