import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Job } from '../api/client.ts';
import type { PageProps } from '../pages.ts';
import { JobBadge } from '../parts/badge.tsx';
import { SubjectLink } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { goTo, linkTo } from '../router.ts';
import { errorClassOf, leftOf, sentenceOf, wordsOf } from '../words/jobs.ts';
import { agoOf, lengthOf } from '../words/times.ts';
import { useFollowedJob } from './followedJob.ts';
import { jobVerbs } from './jobVerbs.ts';
import { Results } from './results.tsx';
import { ApprovalQuestion, ScheduledWork } from './scheduledWork.tsx';
import { Timeline } from './timeline.tsx';

/** The error of a job in words, with the names that a search or a support case needs. */
export function JobError({ job }: { job: Job }): JSX.Element | null {
  const { error, left = [] } = job;
  if (!error && left.length === 0) return null;
  return (
    <section class="notice bad" aria-label="Error">
      {error && (
        <>
          <p>
            <b>{error.message}</b>
          </p>
          <p>{errorClassOf(error)}</p>
          <p class="quiet">
            {[error.name, error.operation, error.requestId && `request ${error.requestId}`]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </>
      )}
      {left.map((one) => (
        <p key={one}>{leftOf(one)}</p>
      ))}
    </section>
  );
}

function Progress({ job }: { job: Job }): JSX.Element | null {
  const { progress } = job;
  if (!progress) return null;
  const { done, total, failed, etaSeconds } = progress;
  return (
    <p class="progress">
      <progress max={Math.max(1, total)} value={done} aria-label="Progress" />
      {done} of {total}
      {failed > 0 && <b class="bad"> · {failed} failed</b>}
      {etaSeconds !== undefined && ` · about ${lengthOf(etaSeconds * 1_000)} left`}
    </p>
  );
}

const RELATIVES = [
  ['redriveOf', 'Does again the work of'],
  ['redrivenBy', 'Its work is done again by'],
  ['supersededBy', 'Its place was taken by'],
  ['parent', 'A part of'],
] as const;

function Facts({ job }: { job: Job }): JSX.Element {
  return (
    <dl class="facts">
      <div>
        <dt>Subject</dt>
        <dd>
          <SubjectLink job={job} isRead />
        </dd>
      </div>
      <div>
        <dt>Requested by</dt>
        <dd>
          {job.requestedBy}
          {job.reason !== undefined && <q>{job.reason}</q>}
        </dd>
      </div>
      <div>
        <dt>Begun</dt>
        <dd>{agoOf(job.createdAt)}</dd>
      </div>
      {job.approval?.decision !== undefined && (
        <div>
          <dt>{wordsOf(job.approval.decision)} by</dt>
          <dd>{job.approval.decidedBy}</dd>
        </div>
      )}
      {job.cancel && (
        <div>
          <dt>Cancelled by</dt>
          <dd>
            {job.cancel.by}
            {job.cancel.reason !== undefined && <q>{job.cancel.reason}</q>}
          </dd>
        </div>
      )}
      {RELATIVES.map(([member, words]) => {
        const other = job[member];
        return other === undefined ? null : (
          <div key={member}>
            <dt>{words}</dt>
            <dd>
              <a class="mono" href={linkTo(['jobs', other])}>
                {other}
              </a>
            </dd>
          </div>
        );
      })}
      <div>
        <dt>Id</dt>
        <dd class="mono">{job.id}</dd>
      </div>
    </dl>
  );
}

/** One job, as it moves. */
export function JobPage({ parameters: { jobId = '' } }: PageProps): JSX.Element {
  useTicking();
  const { job, refusal } = useFollowedJob(jobId);
  const [done, setDone] = useState('');
  if (!job)
    return (
      <>
        <h1>Job</h1>
        <Refusal words={refusal} />
      </>
    );
  return (
    <>
      <h1>
        {wordsOf(job.workflow)} <JobBadge job={job} />
      </h1>
      {job.ending !== job.status && <p class="lead">{sentenceOf(job)}</p>}
      <Refusal words={refusal} />
      <JobError job={job} />
      <ScheduledWork job={job} />
      <ApprovalQuestion job={job} />
      <Progress job={job} />
      <VerbButtons
        verbs={jobVerbs(job)}
        onDone={(next) => {
          setDone('Done.');
          if (next && next.id !== job.id) goTo(linkTo(['jobs', next.id]));
        }}
      />
      <p role="status" class="quiet">
        {done}
      </p>
      <div class="columns">
        <section>
          <h2>Time line</h2>
          <Timeline job={job} />
        </section>
        <section>
          <h2>About</h2>
          <Facts job={job} />
        </section>
      </div>
      <Results job={job} />
    </>
  );
}
