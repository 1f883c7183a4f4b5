import type { JSX } from 'preact';
import { api } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { ChannelLink } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VirtualList } from '../parts/virtualList.tsx';
import { linkTo } from '../router.ts';
import { agoOf, lengthOf } from '../words/times.ts';
import { recordingState, type Recording } from './recordings.ts';

const ROW_HEIGHT = 44;

function RecordingRow({ recording }: { recording: Recording }): JSX.Element {
  const { id, startedAt, endedAt, durationSeconds, streamIds, failureReason, prefix } = recording;
  const streams = streamIds.length === 1 ? '1 stream' : `${streamIds.length} streams`;
  return (
    <div class="row recorded">
      <Badge {...recordingState(recording)} />
      <a class="what" href={linkTo(['recordings', id])}>
        {agoOf(startedAt ?? endedAt) || id}
      </a>
      <span>{durationSeconds !== undefined && lengthOf(durationSeconds * 1_000)}</span>
      <span>{streams}</span>
      <span class="now mono">{failureReason ?? prefix}</span>
    </div>
  );
}

/** The recordings of a channel, newest first. */
export function RecordingsPage({ parameters: { channelId = '' } }: PageProps): JSX.Element {
  useTicking(5_000);
  const list = usePagedList<Recording>(channelId, async (cursor, signal) => {
    const answer = await api().GET('/v1/channels/{channelId}/recordings', {
      params: {
        path: { channelId },
        query: { limit: 100, ...(cursor !== undefined && { cursor }) },
      },
      signal,
    });
    if (!answer.data) return answer;
    const { recordings, nextCursor } = answer.data;
    return { response: answer.response, data: { items: recordings, nextCursor } };
  });
  return (
    <div class="fill">
      <h1>Recordings</h1>
      <p class="lead">
        Recordings of <ChannelLink channelId={channelId} isRead />, as the events of IVS told them.
      </p>
      <Refusal words={list.refusal} />
      {list.isWhole && list.items.length === 0 ? (
        <p class="quiet">No recording of this channel is known.</p>
      ) : (
        <VirtualList
          items={list.items}
          rowHeight={ROW_HEIGHT}
          label="Recordings"
          keyOf={({ id }) => id}
          row={(recording) => <RecordingRow recording={recording} />}
          onNearEnd={list.more}
        />
      )}
    </div>
  );
}
