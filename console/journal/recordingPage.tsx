import type { ComponentChildren, JSX } from 'preact';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import { msOf } from '../clock.ts';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { linkTo } from '../router.ts';
import { lengthOf, timeOf } from '../words/times.ts';
import { recordingState, type Recording } from './recordings.ts';

const EVERY_MS = 5_000;

function Fact({
  name,
  children,
}: {
  name: string;
  children: ComponentChildren;
}): JSX.Element | null {
  return children === undefined || children === '' ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const when = (instant: string | undefined): string | undefined => {
  const ms = msOf(instant);
  return ms === undefined ? undefined : timeOf(ms);
};

function Facts({ recording }: { recording: Recording }): JSX.Element {
  const { id, channelArn, startedAt, endedAt, durationSeconds, bucketName, prefix } = recording;
  const { keepDays } = recording;
  return (
    <dl class="facts">
      <Fact name="Channel">
        <ChannelLink channelId={idIn(channelArn)} isRead />
      </Fact>
      <Fact name="Begun">{when(startedAt)}</Fact>
      <Fact name="Ended">{when(endedAt)}</Fact>
      <Fact name="Duration">
        {durationSeconds === undefined ? undefined : lengthOf(durationSeconds * 1_000)}
      </Fact>
      <Fact name="Bucket">{bucketName}</Fact>
      <Fact name="Prefix">{prefix}</Fact>
      <Fact name="Kept">{keepDays === undefined ? undefined : `${keepDays} days`}</Fact>
      <Fact name="Id">{id}</Fact>
    </dl>
  );
}

const sizeOf = ({ width, height }: { width?: number; height?: number }): string =>
  width === undefined || height === undefined ? 'sound' : `${width} × ${height}`;

function Renditions({ recording: { renditions = [] } }: { recording: Recording }): JSX.Element {
  return (
    <section>
      <h2>Renditions</h2>
      <ul class="moments" aria-label="Renditions">
        {renditions.map((rendition) => (
          <li key={rendition.playlist}>
            <span class="quiet">{sizeOf(rendition)}</span>
            <span class="mono">{rendition.playlist}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One recording: its state, its streams and the place of its files. */
export function RecordingPage({ parameters: { recordingId = '' } }: PageProps): JSX.Element {
  useTicking();
  const { data, refusal } = usePolled(`recording ${recordingId}`, EVERY_MS, (asked) =>
    api().GET('/v1/recordings/{recordingId}', { ...asked, params: { path: { recordingId } } }),
  );
  const recording = data?.recording;
  if (!recording)
    return (
      <>
        <h1>Recording</h1>
        <Refusal words={refusal} />
      </>
    );
  const { streamIds, failureReason, state, channelArn } = recording;
  return (
    <>
      <h1>
        Recording <Badge {...recordingState(recording)} />
      </h1>
      <Refusal words={refusal} />
      {failureReason !== undefined && <p class="notice bad">{failureReason}</p>}
      {state === 'endUnreported' && (
        <p class="notice warn">
          IVS never reported the end, and the channel has been without a stream since then.
        </p>
      )}
      <div class="columns">
        <section>
          <h2>Streams in it</h2>
          <ol class="moments" aria-label="Streams">
            {streamIds.map((streamId, n) => (
              <li key={streamId}>
                <span class="quiet">{n + 1}</span>
                <a class="mono" href={linkTo(['channels', idIn(channelArn), 'sessions', streamId])}>
                  {streamId}
                </a>
              </li>
            ))}
          </ol>
        </section>
        <section>
          <h2>About</h2>
          <Facts recording={recording} />
        </section>
        {recording.renditions !== undefined && <Renditions recording={recording} />}
      </div>
    </>
  );
}
