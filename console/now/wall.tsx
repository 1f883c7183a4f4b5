import type { JSX } from 'preact';
import type { Stream } from '../api/client.ts';
import { msOf, now } from '../clock.ts';
import { idIn, useName } from '../parts/names.tsx';
import { linkTo } from '../router.ts';
import { lengthOf } from '../words/times.ts';

/** A stream that has just started has no health yet. */
function toneOf({ health }: Stream): 'good' | 'bad' | 'quiet' {
  if (health === undefined) return 'quiet';
  return health === 'HEALTHY' ? 'good' : 'bad';
}

/** Troubled streams come first, then those with most viewers. */
function inOrder(streams: readonly Stream[]): Stream[] {
  const rank = (stream: Stream): number => (toneOf(stream) === 'bad' ? 0 : 1);
  return streams.toSorted(
    (a, b) => rank(a) - rank(b) || (b.viewerCount ?? 0) - (a.viewerCount ?? 0),
  );
}

function LiveStream({ stream }: { stream: Stream }): JSX.Element {
  const { channelArn, health = 'JUST STARTED', viewerCount = -1, startTime } = stream;
  const channelId = idIn(channelArn);
  const name = useName(channelId, true);
  const tone = toneOf(stream);
  return (
    <li class={`card ${tone}`}>
      <a href={linkTo(['channels', channelId])}>{name || channelId}</a>
      <span class="figures">
        <span class={`badge ${tone}`}>{health.toLowerCase()}</span>
        <span>{viewerCount < 0 ? 'viewers unknown' : `${viewerCount} viewers`}</span>
        <time dateTime={startTime}>{lengthOf(now() - (msOf(startTime) ?? now()))}</time>
      </span>
    </li>
  );
}

/** The live streams as cards. */
export function Wall({
  streams,
  isKnown,
}: {
  streams: readonly Stream[];
  isKnown: boolean;
}): JSX.Element {
  if (streams.length === 0)
    return (
      <p class="quiet">
        {isKnown
          ? 'No channel is live. A stream appears here when IVS reports it.'
          : 'The streams are being read.'}
      </p>
    );
  return (
    <ul class="wall" aria-label="Live streams">
      {inOrder(streams).map((stream) => (
        <LiveStream key={stream.channelArn} stream={stream} />
      ))}
    </ul>
  );
}
