import type { App } from '../app.ts';
import { Problem } from '../errors.ts';
import { startUnlessHeld } from '../jobs/commands.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { isSameWork, workflowOf } from '../jobs/precedence.ts';
import { readCurrent } from '../jobs/table.ts';
import { readSuspension } from '../records/suspensions.ts';

/**
 * Suspends a channel again that should be dark and is not, or is not known to be, unless a job is
 * about to, or somebody has asked for its resumption. The caller may have read the suspension long
 * ago, so it is read again. The job is begun here and handed over.
 */
export async function suspendAgain(
  app: App,
  channelId: string,
  caller: string,
  reason: string,
): Promise<boolean> {
  const work = { workflow: 'suspendChannel', input: {} } as const;
  const subject = `channel/${channelId}` as const;
  const current = await readCurrent(app, subject);
  if (current && !isFinal(current) && (isSameWork(current, work) || isSettling(current)))
    return false;
  if (!(await readSuspension(app.store, channelId))) return false;
  // Only a later job can have lifted the suspension since.
  const confirm = (found: Job | undefined): void => {
    if (found?.id !== current?.id)
      throw new Problem('job-conflict', 'Another job has begun meanwhile.');
  };
  return startUnlessHeld(app, { ...work, subject, caller, reason, confirm }, 0);
}

/**
 * Returns whether a job is about to lift a suspension: a resumption, or a suspension that is given
 * up. Each of its ends tells whether the channel is to be dark.
 */
const isSettling = (job: Job): boolean =>
  workflowOf(job) !== undefined &&
  (job.workflow === 'resumeChannel' ||
    (job.workflow === 'suspendChannel' && (job.failure ?? job.cancel) !== undefined));
