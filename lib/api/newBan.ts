import { askedBan } from '../actions/askedBan.ts';
import { isBanRequest } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { idOf } from '../arns.ts';
import { msOf } from '../clock.ts';
import type { Answer } from '../http/route.ts';
import { invalidRequest } from '../http/validation.ts';
import { isFinal } from '../jobs/job.ts';
import { readJob } from '../jobs/table.ts';
import { fenceOf } from '../records/fences.ts';
import { writeViewerBan } from '../records/viewerBans.ts';
import { instantOf } from '../zonedTime.ts';

/**
 * The latest end of a ban. IVS takes versions up to 2^31 - 1, which is a second in January 2038;
 * the rest of that month is for the versions above.
 */
export const UNTIL_MAX = '2037-12-31T23:59:59Z';

/**
 * Returns the end of a ban, in ms since the epoch.
 * @throws Problem `invalid-request`
 */
export function endOf(until: string, now: number): number {
  const end = instantOf(until) ?? 0;
  if (end <= now) throw invalidRequest([{ field: 'until', rule: 'must be in the future' }]);
  if (end > (msOf(UNTIL_MAX) ?? 0))
    throw invalidRequest([
      {
        field: 'until',
        rule: `must be at most ${UNTIL_MAX}: IVS takes no version of a session after January 2038`,
      },
    ]);
  return end;
}

/**
 * Returns the answer to a request for a ban, once the ban stands. It writes the ban of a job that
 * has not got so far yet, because its worker was stopped or has not begun. The fence is below that
 * of the job's present attempt, so this write changes no ban that the job has written.
 */
export async function letBanStand(app: App, answer: Answer): Promise<Answer> {
  const begun = answer.status === 202 ? (answer.body as { job: { id: string } }) : undefined;
  const job = begun && (await readJob(app, begun.job.id));
  if (!job || isFinal(job) || !isBanRequest(job.input)) return answer;
  const { id: jobId, input, memory, requestedBy, reason, createdAt: acceptedAt } = job;
  const asked = {
    jobId,
    input,
    memory,
    requestedBy,
    acceptedAt,
    ...(reason !== undefined && { reason }),
  };
  const fence = fenceOf({ ...job, version: job.version - 1 });
  await writeViewerBan(app.store, idOf(input.channelArn), fence, askedBan(asked));
  return answer;
}
