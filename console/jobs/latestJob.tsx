import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { JobBadge } from '../parts/badge.tsx';
import { Refusal } from '../parts/notice.tsx';
import { linkTo } from '../router.ts';
import { hasEnded, wordsOf } from '../words/jobs.ts';
import { useFollowedJob } from './followedJob.ts';
import { JobError } from './jobPage.tsx';
import { ApprovalQuestion, ScheduledWork } from './scheduledWork.tsx';
import { Timeline } from './timeline.tsx';

/**
 * The latest job on a resource, as it moves.
 * @param onEnd called when the job has ended
 */
export function LatestJob({
  jobId,
  onEnd = () => undefined,
}: {
  jobId: string;
  onEnd?: () => void;
}): JSX.Element | null {
  const { job, refusal } = useFollowedJob(jobId);
  const isOver = job !== undefined && hasEnded(job);
  useEffect(() => {
    if (isOver) onEnd();
  }, [isOver]);
  if (!job) return refusal === undefined ? null : <Refusal words={refusal} />;
  return (
    <section class="latest" aria-label="Latest job">
      <h2>
        <a href={linkTo(['jobs', job.id])}>{wordsOf(job.workflow)}</a> <JobBadge job={job} />
      </h2>
      <JobError job={job} />
      <ScheduledWork job={job} />
      <ApprovalQuestion job={job} />
      <Timeline job={job} />
    </section>
  );
}
