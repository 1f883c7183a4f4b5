import type { JSX } from 'preact';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import { msOf } from '../clock.ts';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { ChannelLink } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { timeOf } from '../words/times.ts';
import { countOf, sessionState, type Session } from './sessions.ts';
import { lastedOf } from './sessionsPage.tsx';

const EVERY_MS = 5_000;
const BAD = /Starvation Start|Failure/;

function Events({ session }: { session: Session }): JSX.Element {
  return (
    <ol class="moments" aria-label="Events">
      {session.events.map(({ at, name, type }, n) => {
        const isBreach = type === 'IVS Limit Breach';
        return (
          <li key={`${at} ${n}`} class={isBreach || BAD.test(name) ? 'bad' : ''}>
            <time dateTime={at}>{timeOf(msOf(at) ?? 0)}</time>
            <span>{isBreach ? `Limit breach: ${name}` : name || type}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** One stream session: its health, its breaches of limits, and its encoder. */
export function SessionPage({
  parameters: { channelId = '', streamId = '' },
}: PageProps): JSX.Element {
  useTicking();
  const { data, refusal } = usePolled(`session ${channelId} ${streamId}`, EVERY_MS, (asked) =>
    api().GET('/v1/channels/{channelId}/session-history/{streamId}', {
      ...asked,
      params: { path: { channelId, streamId } },
    }),
  );
  const session = data?.session;
  if (!session)
    return (
      <>
        <h1>Stream session</h1>
        <Refusal words={refusal} />
      </>
    );
  const { starvations, limitBreaches, endUnreported, ingest } = session;
  return (
    <>
      <h1>
        Stream session <Badge {...sessionState(session)} />
      </h1>
      <p class="lead">
        <ChannelLink channelId={channelId} isRead /> · {lastedOf(session) || 'length unknown'} ·{' '}
        {countOf(starvations, 'starvation', 'starvations')} ·{' '}
        {countOf(limitBreaches, 'breach of a limit', 'breaches of limits')}
      </p>
      <p class="mono quiet">{streamId}</p>
      <Refusal words={refusal} />
      {endUnreported && (
        <p class="notice warn">
          IVS reported no end. A later comparison with the live streams found that it had ended.
        </p>
      )}
      <div class="columns">
        <section>
          <h2>Events</h2>
          <Events session={session} />
        </section>
        <section>
          <h2>Encoder</h2>
          {ingest === undefined ? (
            <p class="quiet">IVS tells about the encoder when the stream has ended.</p>
          ) : (
            <pre class="content" tabIndex={0} aria-label="Encoder">
              {JSON.stringify(ingest, null, 2)}
            </pre>
          )}
        </section>
      </div>
    </>
  );
}
