import type { JSX } from 'preact';
import type { Job } from '../api/client.ts';
import { msOf, now } from '../clock.ts';
import { hasEnded, waitOf, wordsOf, type Tone } from '../words/jobs.ts';
import { lengthOf, timeOf } from '../words/times.ts';

type Entry = Job['timeline'][number];

const toneOf = ({ error }: Entry): Tone => (error === undefined ? 'good' : 'warn');

function EntryLine({ entry }: { entry: Entry }): JSX.Element {
  const { at, step, outcome, operations = [], durationMs, error, count = 1, lastAt } = entry;
  return (
    <li class={toneOf(entry)}>
      <time dateTime={at}>{timeOf(msOf(at) ?? 0)}</time>
      <div>
        <b>{wordsOf(step)}</b> <span class="outcome">{wordsOf(outcome).toLowerCase()}</span>
        {count > 1 && (
          <small>
            {' '}
            {count} times{lastAt !== undefined && `, last at ${timeOf(msOf(lastAt) ?? 0)}`}
          </small>
        )}
        {error !== undefined && <p class="error">{error}</p>}
        <small class="quiet">
          {[operations.join(', '), durationMs !== undefined && `${durationMs} ms`]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </div>
    </li>
  );
}

/** The line for the present: what the job does or waits for, and until when. */
function PresentLine({ job }: { job: Job }): JSX.Element {
  const { waitsFor, nextAttemptAt, givesUpAt, attempts, step } = job;
  const left = (instant: string | undefined): string => lengthOf((msOf(instant) ?? now()) - now());
  return (
    <li class={job.error ? 'warn present' : 'busy present'}>
      <time>now</time>
      <div>
        <b>{wordsOf(step)}</b>
        {waitsFor && (
          <p>
            Waits for {waitOf(waitsFor.what)}, until {timeOf(msOf(waitsFor.until) ?? 0)} at the
            latest (in {left(waitsFor.until)}).
          </p>
        )}
        {attempts > 0 && <p>{attempts} attempts at this step have failed.</p>}
        {nextAttemptAt !== undefined && <p>The next attempt is in {left(nextAttemptAt)}.</p>}
        {givesUpAt !== undefined && <p>The job gives up in {left(givesUpAt)}.</p>}
      </div>
    </li>
  );
}

/** The attempts of a job, oldest first, and the present. */
export function Timeline({ job }: { job: Job }): JSX.Element {
  const { timeline, timelineDropped = 0 } = job;
  const early = timelineDropped > 0 ? 10 : timeline.length;
  return (
    <ol class="timeline" aria-label="Time line">
      {timeline.slice(0, early).map((entry, n) => (
        <EntryLine key={n} entry={entry} />
      ))}
      {timelineDropped > 0 && (
        <li class="quiet">
          <time>…</time>
          <div>{timelineDropped} attempts are not shown</div>
        </li>
      )}
      {timeline.slice(early).map((entry, n) => (
        <EntryLine key={early + n} entry={entry} />
      ))}
      {!hasEnded(job) && <PresentLine job={job} />}
      {hasEnded(job) && (
        <li class={job.status === 'succeeded' ? 'good ended' : 'bad ended'}>
          <time dateTime={job.finishedAt}>
            {timeOf(msOf(job.finishedAt ?? job.updatedAt) ?? 0)}
          </time>
          <div>
            <b>{wordsOf(job.status)}</b>
            {job.ending !== undefined && job.ending !== job.status && ` (${wordsOf(job.ending)})`}
          </div>
        </li>
      )}
    </ol>
  );
}
