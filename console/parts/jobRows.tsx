import type { JSX } from 'preact';
import type { Job } from '../api/client.ts';
import { linkTo } from '../router.ts';
import { sentenceOf, wordsOf } from '../words/jobs.ts';
import { agoOf } from '../words/times.ts';
import { JobBadge } from './badge.tsx';
import { SubjectLink } from './names.tsx';

/** The names of the channels of this many jobs are read, if they are not known. */
const NAMED_MAX = 10;

/** One line of a list of jobs. */
export function JobRow({ job, isNamed = false }: { job: Job; isNamed?: boolean }): JSX.Element {
  return (
    <div class="row job">
      <JobBadge job={job} />
      <a class="what" href={linkTo(['jobs', job.id])}>
        {wordsOf(job.workflow)}
      </a>
      <span class="on">
        <SubjectLink job={job} isRead={isNamed} />
      </span>
      <span class="now">{job.error ? job.error.message : sentenceOf(job)}</span>
      <time class="when" dateTime={job.updatedAt}>
        {agoOf(job.updatedAt)}
      </time>
    </div>
  );
}

/** A short list of jobs. */
export function JobRows({ jobs, label }: { jobs: readonly Job[]; label: string }): JSX.Element {
  return (
    <ul class="rows" aria-label={label}>
      {jobs.map((job, n) => (
        <li key={job.id}>
          <JobRow job={job} isNamed={n < NAMED_MAX} />
        </li>
      ))}
    </ul>
  );
}
