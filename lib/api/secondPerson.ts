import { isScheduledWork, type ScheduledWork } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { Problem } from '../errors.ts';
import { needsSecondPerson } from '../http/approvals.ts';
import { subjectOfJobId, type Job } from '../jobs/job.ts';
import { isOfKind, subjectIdOf } from '../subjects.ts';

/** Returns the work of a job on one channel; undefined for every other job. */
export function channelWork({
  subject,
  input,
  workflow,
}: Job): Pick<ScheduledWork, 'workflow' | 'undoable' | 'needsApproval'> | undefined {
  if (isOfKind(subject, 'scheduledJob') && isScheduledWork(input)) return input;
  return isOfKind(subject, 'channel') ? { workflow } : undefined;
}

/**
 * Returns why a job is not redriven without a second person; undefined when it is. Work on a
 * channel that needs one is not done again without one: only a scheduled job or an operation that
 * was approved asks for it anew.
 */
export function secondPersonNeeded(config: App['config'], job: Job): Problem | undefined {
  const { id, parent } = job;
  const work = channelWork(job);
  if (!work || work.needsApproval || !needsSecondPerson(config, work)) return undefined;
  const begunBy = parent && subjectOfJobId(parent.jobId);
  let instead = 'Make the request again.';
  if (parent && begunBy && isOfKind(begunBy, 'scheduledJob'))
    instead = `Redrive the scheduled job ${parent.jobId} that began it.`;
  if (begunBy && isOfKind(begunBy, 'operation'))
    instead = `Redrive the operation ${subjectIdOf(begunBy)} that began it.`;
  return new Problem('conflict', `The work needs the approval of a second person. ${instead}`, {
    job: id,
  });
}
