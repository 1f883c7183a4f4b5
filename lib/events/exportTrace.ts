import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { isFinal, type EndedJob } from '../jobs/job.ts';
import { readJob } from '../jobs/table.ts';
import { collectorAt } from '../traces/exporter.ts';
import { spansOf } from '../traces/jobSpans.ts';

/** The end of a job. */
export const jobEnd = z.object({ detail: z.looseObject({ jobId: z.string() }) });

/** How often the end of a job is looked for, and the pause between two looks, in ms. */
const LOOKS_MAX = 5;
const PAUSE_MS = 500;

/**
 * Sends the spans of a job that has ended to the collector. The event may come twice: the spans
 * have the same ids. It does nothing where no collector is named.
 * @throws Error when the end of the job is not written, or the collector does not take the spans,
 * so that the event is tried again
 */
export async function exportTrace(
  app: App,
  { detail: { jobId } }: z.infer<typeof jobEnd>,
): Promise<void> {
  const { tracesEndpoint } = app.config;
  if (tracesEndpoint === '') return;
  const spans = spansOf(await endedJob(app, jobId), app.config);
  if (spans.length > 0) await collectorAt(tracesEndpoint).send(spans);
}

/** Returns a job whose end was announced. Some ends are announced just before they are written. */
async function endedJob(app: App, jobId: string): Promise<EndedJob> {
  for (let looks = 1; looks <= LOOKS_MAX; looks++) {
    const job = await readJob(app, jobId);
    if (job && isFinal(job)) return job;
    await app.clock.sleep(PAUSE_MS);
  }
  throw new Error(`The end of the job ${jobId} is not written yet.`);
}
