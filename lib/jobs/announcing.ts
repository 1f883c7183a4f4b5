import type { App } from '../app.ts';
import { causeOf } from '../cause.ts';
import type { JobEnded, SentEvent } from '../bus.ts';
import type { Key } from '../dynamodb.ts';
import { callBackChildren, tellParents } from './children.ts';
import type { EndedJob, EndStatus, Job } from './job.ts';
import { startSupersededAgain } from './startingAgain.ts';
import { amendFinished, type StoredJob } from './table.ts';

const END_EVENTS = {
  succeeded: 'Job Succeeded',
  failed: 'Job Failed',
  cancelled: 'Job Cancelled',
} as const satisfies Record<EndStatus, string>;

function told(job: EndedJob): JobEnded {
  const { id: jobId, step, workflow, subject, status, ending, requestedBy, reason } = job;
  const { error, left } = job;
  return {
    jobId,
    step,
    workflow,
    subject,
    status,
    ending,
    requestedBy,
    ...(reason !== undefined && { reason }),
    ...(error && { error: { class: error.class, name: error.name, message: error.message } }),
    ...(left && { left }),
    ...causeOf(job),
  };
}

/** Returns an event of a job with the cause of the job, if it names the job. */
export const causedEvent = (job: Job, event: SentEvent): SentEvent => {
  const [type, detail, resources] = event;
  return 'jobId' in detail
    ? ([type, { ...detail, ...causeOf(job) }, resources] as SentEvent)
    : event;
};

/** Returns the event that announces the end of a job. */
export const endEvent = (job: EndedJob): SentEvent => [END_EVENTS[job.status], told(job)];

/** Logs the end of a job. */
export function logEnd({ log }: Pick<App, 'log'>, job: EndedJob): void {
  if (job.ending === 'failed') log.error('Job failed', { ...told(job) });
  else log.info('Job ended', { ...told(job) });
}

/**
 * Announces the end of a job, and records the announcement. After a crash in between, the end is
 * announced again, with the same job id and step.
 */
export async function announceEnd(app: App, job: EndedJob & Key): Promise<StoredJob> {
  if (job.cancel?.result === 'abandoned') await callBackChildren(app, job);
  await tellParents(app, job);
  logEnd(app, job);
  await app.bus.publish(endEvent(job));
  await startSupersededAgain(app, job);
  // The runner that wrote the end did not know of a request to cancel that came during the last
  // step.
  const cancel = job.cancel && !job.cancel.result && { ...job.cancel, result: 'tooLate' as const };
  return (await amendFinished(app, job, { announced: true, ...(cancel && { cancel }) })) ?? job;
}
