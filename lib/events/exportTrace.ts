import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { isFinal, type EndedJob } from '../jobs/job.ts';
import { readJob } from '../jobs/table.ts';
import { sendSpans } from '../traces/collector.ts';
import { spansOf } from '../traces/jobSpans.ts';

/** The end of a job. */
export const jobEnd = z.object({ detail: z.looseObject({ jobId: z.string() }) });

/** How often the end of a job is looked for, and the pause between two looks, in ms. */
const LOOKS_MAX = 5;
const PAUSE_MS = 500;

/**
 * Sends the spans of a job that has ended to the collector. The event may come twice: the spans
 * have the same ids. It does nothing where no collector is named, and for a job that is kept no
 * more.
 * @param untilMs ms since the epoch: the collector has to answer before
 * @throws Error when the end of the job is not written, or the collector does not take the spans,
 * so that the event is tried again
 */
export async function exportTrace(
  app: App,
  { detail: { jobId } }: z.infer<typeof jobEnd>,
  untilMs: number,
): Promise<void> {
  const { tracesEndpoint: url } = app.config;
  if (url === '') return;
  const job = await endedJob(app, jobId);
  const spans = job ? spansOf(job, app.config) : [];
  const msMax = untilMs - app.clock.now();
  if (spans.length > 0) await sendSpans({ url, msMax, log: app.log }, spans);
}

/** Returns a job whose end was announced. Some ends are announced just before they are written. */
async function endedJob(app: App, jobId: string): Promise<EndedJob | undefined> {
  for (let looks = 1; ; looks++) {
    const job = await readJob(app, jobId);
    if (!job) break;
    if (isFinal(job)) return job;
    if (looks === LOOKS_MAX) throw new Error(`The end of the job ${jobId} is not written yet.`);
    await app.clock.sleep(PAUSE_MS);
  }
  app.log.info('No trace: the job is kept no more', { jobId });
  return undefined;
}
