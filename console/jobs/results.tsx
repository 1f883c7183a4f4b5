import type { JSX } from 'preact';
import { api, type Job } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import type { Components } from '../../lib/client/api.ts';
import { Badge } from '../parts/badge.tsx';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { VirtualList } from '../parts/virtualList.tsx';
import { linkTo } from '../router.ts';
import { hasEnded, wordsOf, type Tone } from '../words/jobs.ts';

type Result = Components['schemas']['ViewerSessionResult'] | Components['schemas']['ChannelResult'];

const ROW_HEIGHT = 36;
/** The workflows that work on a set of items. */
const ON_SETS: ReadonlySet<string> = new Set(['revokeViewers', 'retireAttachment', 'runOperation']);

const toneOf = (outcome: string): Tone => {
  if (outcome === 'failed') return 'bad';
  return outcome === 'pending' ? 'quiet' : 'good';
};

function ResultRow({ result }: { result: Result }): JSX.Element {
  return (
    <div class="row result">
      <Badge word={wordsOf(result.outcome).toLowerCase()} tone={toneOf(result.outcome)} />
      {result.channelArn !== undefined && <ChannelLink channelId={idIn(result.channelArn)} />}
      {'viewerId' in result && <span class="mono">{result.viewerId}</span>}
      {'jobId' in result && result.jobId !== undefined && (
        <a href={linkTo(['jobs', result.jobId])}>job</a>
      )}
      <span class="now">{result.message}</span>
    </div>
  );
}

function keyOf(result: Result): string {
  if ('viewerId' in result) return `${result.channelArn} ${result.viewerId}`;
  return result.steeredJobId ?? result.channelArn ?? '';
}

function ResultList({ job }: { job: Job }): JSX.Element {
  const jobId = job.id;
  // Chunks of a running job add results, so the list is read again with its progress.
  const key = `${jobId} ${job.progress?.done ?? 0} ${hasEnded(job)}`;
  const list = usePagedList<Result>(key, async (cursor, signal) => {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await api().GET('/v1/jobs/{jobId}/results', {
      params: { path: { jobId }, query },
      signal,
    });
    if (!answer.data) return answer;
    const { results, nextCursor } = answer.data;
    return { response: answer.response, data: { items: results, nextCursor } };
  });
  return (
    <>
      <Refusal words={list.refusal} />
      <VirtualList
        items={list.items}
        rowHeight={ROW_HEIGHT}
        label="Results"
        keyOf={keyOf}
        row={(result) => <ResultRow result={result} />}
        onNearEnd={list.more}
      />
    </>
  );
}

/** The result of each item of a job on a set; nothing for other jobs. */
export function Results({ job }: { job: Job }): JSX.Element | null {
  return ON_SETS.has(job.workflow) ? (
    <section class="results">
      <h2>Results</h2>
      <ResultList job={job} />
    </section>
  ) : null;
}
