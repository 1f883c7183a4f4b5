import type { JSX } from 'preact';
import type { Job } from '../api/client.ts';
import { msOf, now } from '../clock.ts';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { linkTo } from '../router.ts';
import { awaitsApproval, hasEnded, wordsOf } from '../words/jobs.ts';
import { agoOf, timeOf } from '../words/times.ts';

/** Returns when the work of a scheduled job begins, as the end of a sentence. */
function beginning(job: Job, at: string): string {
  if (hasEnded(job)) return 'was not begun';
  const ms = msOf(at) ?? 0;
  if (ms > now()) return `begins at ${timeOf(ms)}, ${agoOf(at)}`;
  return awaitsApproval(job) ? 'begins once it is approved' : 'is about to begin';
}

/** The work that a scheduled job begins, and when. Other jobs have none. */
export function ScheduledWork({ job }: { job: Job }): JSX.Element | null {
  if (!job.scheduled) return null;
  const { workflow, channelArn, at, undoable, job: begun } = job.scheduled;
  return (
    <p class="notice">
      <b>{wordsOf(workflow)}</b> on <ChannelLink channelId={idIn(channelArn)} isRead />{' '}
      {begun === undefined ? (
        beginning(job, at)
      ) : (
        <>
          has begun as <a href={linkTo(['jobs', begun])}>a job of its own</a>
        </>
      )}
      .
      {undoable && begun === undefined && !hasEnded(job) && (
        <>
          {' '}
          It can be taken back: the channel is suspended{' '}
          {awaitsApproval(job) ? 'once the work is approved' : 'until then'}, and to resume it takes
          the work back.
        </>
      )}
    </p>
  );
}

/** The question to a second person, while the job waits for an answer. */
export function ApprovalQuestion({ job }: { job: Job }): JSX.Element | null {
  if (!awaitsApproval(job)) return null;
  const until = job.approval?.until;
  return (
    <p class="notice warn">
      {job.requestedBy} asks for this work, which needs a second person
      {until !== undefined && ` by ${timeOf(msOf(until) ?? 0)}, ${agoOf(until)}`}.
      {job.reason !== undefined && <q>{job.reason}</q>}
    </p>
  );
}
