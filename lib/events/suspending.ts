import type { App } from '../app.ts';
import { startUnlessHeld } from '../jobs/commands.ts';
import { isFinal } from '../jobs/job.ts';
import { isSameWork } from '../jobs/precedence.ts';
import { readCurrent } from '../jobs/table.ts';

/**
 * Suspends a channel again that should be dark and is not, or is not known to be, unless a job is
 * about to. The job is begun here and handed over.
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
  if (current && !isFinal(current) && isSameWork(current, work)) return false;
  return startUnlessHeld(app, { ...work, subject, caller, reason }, 0);
}
