import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import { Badge } from '../parts/badge.tsx';
import { Refusal } from '../parts/notice.tsx';
import { VirtualList } from '../parts/virtualList.tsx';
import { linkTo } from '../router.ts';
import { wordsOf, type Tone } from '../words/jobs.ts';
import { ItemLink } from './itemLink.tsx';
import type { Operation, OperationResult } from './operations.ts';

const ROW_HEIGHT = 36;
const PAGE = 100;

const TONES: Readonly<Record<NonNullable<OperationResult['counts']>, Tone>> = {
  succeeded: 'good',
  skipped: 'quiet',
  failed: 'bad',
};

const toneOf = ({ outcome, counts }: OperationResult): Tone => {
  if (counts !== undefined) return TONES[counts];
  return outcome === 'open' ? 'busy' : 'quiet';
};

function ResultRow({ result }: { result: OperationResult }): JSX.Element {
  const { channelArn, steeredJobId, outcome, jobId, message } = result;
  return (
    <div class="row item">
      <Badge word={wordsOf(outcome).toLowerCase()} tone={toneOf(result)} />
      <ItemLink channelArn={channelArn} jobId={steeredJobId} />
      <span>{jobId !== undefined && <a href={linkTo(['jobs', jobId])}>job</a>}</span>
      <span class="now">{message}</span>
    </div>
  );
}

/**
 * The result of each channel or job. The API cannot filter them, so those that failed are picked
 * from the pages here.
 */
export function ItemResults({ operation }: { operation: Operation }): JSX.Element {
  const { id, status, steering, total, progress } = operation;
  const [isFailedOnly, setFailedOnly] = useState(false);
  const [timesRead, setTimesRead] = useState(0);
  // A long list would lose its place with each channel that ends, so a person reads it again.
  const key = [id, status, isFailedOnly, timesRead, total <= PAGE && progress.done].join(' ');
  const list = usePagedList<OperationResult>(key, async (cursor, signal) => {
    for (let from = cursor; ;) {
      const query = { limit: PAGE, ...(from !== undefined && { cursor: from }) };
      const params = { path: { operationId: id }, query };
      const answer = await api().GET('/v1/operations/{operationId}/results', { params, signal });
      if (!answer.data) return answer;
      const { results, nextCursor } = answer.data;
      const items = results.filter(({ counts }) => !isFailedOnly || counts === 'failed');
      // A page without rows would not let the list ask for the next one.
      if (items.length > 0 || nextCursor === undefined)
        return { response: answer.response, data: { items, nextCursor } };
      from = nextCursor;
    }
  });
  return (
    <section class="results">
      <h2>
        Results{' '}
        <button type="button" class="plain" onClick={() => setTimesRead((times) => times + 1)}>
          Read again
        </button>
      </h2>
      <label class="check">
        <input
          type="checkbox"
          checked={isFailedOnly}
          onChange={(event) => setFailedOnly(event.currentTarget.checked)}
        />
        Only {steering === undefined ? 'channels' : 'jobs'} that failed
      </label>
      <Refusal words={list.refusal} />
      {list.isWhole && list.items.length === 0 ? (
        <p class="quiet">None has failed.</p>
      ) : (
        <VirtualList
          items={list.items}
          rowHeight={ROW_HEIGHT}
          label="Results"
          keyOf={({ channelArn, steeredJobId }) => steeredJobId ?? channelArn ?? ''}
          row={(result) => <ResultRow result={result} />}
          onNearEnd={list.more}
        />
      )}
    </section>
  );
}
