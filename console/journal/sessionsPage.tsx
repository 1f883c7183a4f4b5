import type { JSX } from 'preact';
import { api } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import { msOf, now } from '../clock.ts';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { ChannelLink } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VirtualList } from '../parts/virtualList.tsx';
import { linkTo } from '../router.ts';
import { agoOf, lengthOf } from '../words/times.ts';
import { countOf, sessionState, type SessionSummary } from './sessions.ts';

const ROW_HEIGHT = 44;

/** Returns how long a session has lasted; empty when its beginning is not known. */
export function lastedOf({ startTime, endTime }: SessionSummary): string {
  const began = msOf(startTime);
  return began === undefined ? '' : lengthOf((msOf(endTime) ?? now()) - began);
}

function SessionRow({
  session,
  channelId,
}: {
  session: SessionSummary;
  channelId: string;
}): JSX.Element {
  const { streamId, startTime, endTime, starvations, limitBreaches } = session;
  return (
    <div class="row recorded">
      <Badge {...sessionState(session)} />
      <a class="what" href={linkTo(['channels', channelId, 'sessions', streamId])}>
        {agoOf(startTime ?? endTime) || streamId}
      </a>
      <span>{lastedOf(session)}</span>
      <span>
        {countOf(starvations, 'starvation', 'starvations')},{' '}
        {countOf(limitBreaches, 'breach', 'breaches')}
      </span>
      <span class="now mono">{streamId}</span>
    </div>
  );
}

/** The stream sessions of a channel that the journal knows, newest first. */
export function SessionsPage({ parameters: { channelId = '' } }: PageProps): JSX.Element {
  useTicking(5_000);
  const list = usePagedList<SessionSummary>(channelId, async (cursor, signal) => {
    const answer = await api().GET('/v1/channels/{channelId}/session-history', {
      params: {
        path: { channelId },
        query: { limit: 100, ...(cursor !== undefined && { cursor }) },
      },
      signal,
    });
    if (!answer.data) return answer;
    const { sessions, nextCursor } = answer.data;
    return { response: answer.response, data: { items: sessions, nextCursor } };
  });
  return (
    <div class="fill">
      <h1>Stream sessions</h1>
      <p class="lead">
        Stream sessions of <ChannelLink channelId={channelId} isRead />, as the events of IVS told
        them. IVS itself forgets a session after 60 days.
      </p>
      <Refusal words={list.refusal} />
      {list.isWhole && list.items.length === 0 ? (
        <p class="quiet">No stream session of this channel is known.</p>
      ) : (
        <VirtualList
          items={list.items}
          rowHeight={ROW_HEIGHT}
          label="Stream sessions"
          keyOf={({ streamId }) => streamId}
          row={(session) => <SessionRow session={session} channelId={channelId} />}
          onNearEnd={list.more}
        />
      )}
    </div>
  );
}
