import type { JSX } from 'preact';
import type { Components } from '../../lib/client/api.ts';
import { api } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VirtualList } from '../parts/virtualList.tsx';
import { linkTo } from '../router.ts';
import { wordsOf } from '../words/jobs.ts';
import { agoOf } from '../words/times.ts';

type DeadLetter = Components['schemas']['DeadLetter'];

const ROW_HEIGHT = 44;

function DeadLetterRow({ deadLetter }: { deadLetter: DeadLetter }): JSX.Element {
  const { id, arrivedAt, detailType, function: handler, reason, error, channelArn } = deadLetter;
  return (
    <div class="row letter">
      <a class="what" href={linkTo(['dead-letters', id])}>
        {detailType ?? 'Event'}
      </a>
      <span>{wordsOf(reason)}</span>
      <span class="on">
        {channelArn === undefined ? handler : <ChannelLink channelId={idIn(channelArn)} />}
      </span>
      <span class="now">{error}</span>
      <time class="when" dateTime={arrivedAt}>
        {agoOf(arrivedAt)}
      </time>
    </div>
  );
}

/** The events that were given up. */
export function DeadLettersPage(): JSX.Element {
  useTicking(5_000);
  const list = usePagedList<DeadLetter>('dead letters', async (cursor, signal) => {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await api().GET('/v1/dead-letters', { params: { query }, signal });
    if (!answer.data) return answer;
    const { deadLetters, nextCursor } = answer.data;
    return { response: answer.response, data: { items: deadLetters, nextCursor } };
  });
  return (
    <div class="fill">
      <h1>
        Dead letters{' '}
        <small>
          {list.items.length}
          {list.isWhole ? '' : '+'}
        </small>
      </h1>
      <p class="lead">Events whose reaction failed, or that could not be delivered.</p>
      <Refusal words={list.refusal} />
      {list.isWhole && list.items.length === 0 ? (
        <p class="quiet">No event was given up.</p>
      ) : (
        <VirtualList
          items={list.items}
          rowHeight={ROW_HEIGHT}
          label="Dead letters"
          keyOf={({ id }) => id}
          row={(deadLetter) => <DeadLetterRow deadLetter={deadLetter} />}
          onNearEnd={list.more}
        />
      )}
    </div>
  );
}
