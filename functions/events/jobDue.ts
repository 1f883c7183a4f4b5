import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { runJob } from '../../lib/jobs/run.ts';

/** The worker: runs a due job as far as possible. */
export const handler = reaction({
  takes: z.object({ detail: z.object({ jobId: z.string() }) }),
  reserveMs: 25_000,
  does: (app, { detail }, untilMs) => runJob(app, detail.jobId, untilMs),
});
