import type { App } from '../app.ts';
import { startUnlessHeld } from '../jobs/commands.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { isSameWork, workflowOf } from '../jobs/precedence.ts';
import { readCurrent } from '../jobs/table.ts';

/**
 * Suspends a channel again that should be dark and is not, or is not known to be, unless a job is
 * about to, or somebody has asked for its resumption. The job is begun here and handed over.
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
  return startUnlessHeld(app, { ...work, subject, caller, reason }, 0);
}

/**
 * Returns whether a job is about to lift a suspension: a resumption, or a suspension that is given
 * up. Each of its ends tells whether the channel is to be dark.
 */
const isSettling = (job: Job): boolean =>
  workflowOf(job) !== undefined &&
  (job.workflow === 'resumeChannel' ||
    (job.workflow === 'suspendChannel' && (job.failure ?? job.cancel) !== undefined));
