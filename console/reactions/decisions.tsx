import type { JSX } from 'preact';
import { api } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import { Badge } from '../parts/badge.tsx';
import { ChannelLink } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { VirtualList } from '../parts/virtualList.tsx';
import { agoOf } from '../words/times.ts';
import { decisionState, type Decision } from './reactions.ts';

const ROW_HEIGHT = 36;

/** One line of a list of decisions. */
export function DecisionRow({ decision }: { decision: Decision }): JSX.Element {
  const { at, channelId, eventType, eventId } = decision;
  return (
    <div class="row result decision">
      <Badge {...decisionState(decision)} />
      <span class="on">
        <ChannelLink channelId={channelId} />
      </span>
      <span>{eventType}</span>
      <time class="when" dateTime={at}>
        {agoOf(at)}
      </time>
      <span class="now mono">{eventId}</span>
    </div>
  );
}

/** The decisions of a reaction, newest first. */
export function Decisions({ name, timesRead }: { name: string; timesRead: number }): JSX.Element {
  const list = usePagedList<Decision>(`${name} ${timesRead}`, async (cursor, signal) => {
    const answer = await api().GET('/v1/reactions/{reactionName}/decisions', {
      params: {
        path: { reactionName: name },
        query: { limit: 100, ...(cursor !== undefined && { cursor }) },
      },
      signal,
    });
    if (!answer.data) return answer;
    const { decisions, nextCursor } = answer.data;
    return { response: answer.response, data: { items: decisions, nextCursor } };
  });
  return (
    <section class="results">
      <Refusal words={list.refusal} />
      {list.isWhole && list.items.length === 0 ? (
        <p class="quiet">No event has fitted in the last 30 days.</p>
      ) : (
        <VirtualList
          items={list.items}
          rowHeight={ROW_HEIGHT}
          label="Decisions"
          keyOf={({ eventId }) => eventId}
          row={(decision) => <DecisionRow decision={decision} />}
          onNearEnd={list.more}
        />
      )}
    </section>
  );
}
