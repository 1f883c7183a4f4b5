import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Components } from '../../lib/client/api.ts';
import { api } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import { msOf } from '../clock.ts';
import { LatestJob } from '../jobs/latestJob.tsx';
import type { PageProps } from '../pages.ts';
import { ChannelLink } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import type { Verb } from '../parts/verb.ts';
import { linkTo } from '../router.ts';
import { agoOf, timeOf } from '../words/times.ts';

type ViewerBan = Components['schemas']['ViewerBan'];

const ban = (channelId: string): Verb => ({
  name: 'ban',
  label: 'Ban a viewer',
  isDanger: true,
  effect:
    'The sessions of the viewer end, and the viewer stays out until the end of the ban. A second ban of the same viewer takes the place of the first one.',
  fields: [
    {
      name: 'viewerId',
      label: 'Viewer id',
      kind: 'text',
      required: true,
      hint: 'The claim aws:viewer-id of the playback token',
    },
    {
      name: 'until',
      label: 'Until',
      kind: 'time',
      required: true,
      hint: 'In the time of this browser, at the end of 2037 at the latest',
    },
  ],
  send: ({ query, header }, { viewerId = '', until = '' }) =>
    api().POST('/v1/channels/{channelId}/viewer-bans', {
      params: { path: { channelId }, query, header },
      body: { viewerId, until },
    }),
});

const lift = (
  channelId: string,
  { viewerId, viewerSessionVersionsLessThanOrEqualTo: version }: ViewerBan,
): Verb => ({
  name: 'lift',
  label: 'Lift',
  effect: `The ban of ${viewerId} ends now. The session versions up to ${version} stay revoked.`,
  send: ({ query, header }) =>
    api().DELETE('/v1/channels/{channelId}/viewer-bans/{viewerId}', {
      params: { path: { channelId, viewerId }, query, header },
    }),
});

/** Returns what the answer to a lift says of the tokens of the viewer. */
const liftedWords = (data: unknown): string =>
  typeof data === 'object' && data !== null && 'viewerSessionVersion' in data
    ? `The ban is lifted. Tokens of the viewer need the session version ${String(data.viewerSessionVersion)} or a higher one.`
    : 'Done.';

function BanFacts({ viewerBan }: { viewerBan: ViewerBan }): JSX.Element {
  const { until, bannedAt, bannedBy, reason, jobId } = viewerBan;
  return (
    <dl class="facts">
      <div>
        <dt>Until</dt>
        <dd>
          <time dateTime={until}>{timeOf(msOf(until) ?? 0)}</time>, {agoOf(until)}
        </dd>
      </div>
      <div>
        <dt>Banned by</dt>
        <dd>
          {bannedBy}
          {reason !== undefined && <q>{reason}</q>}
        </dd>
      </div>
      <div>
        <dt>Since</dt>
        <dd>
          <a href={linkTo(['jobs', jobId])}>{agoOf(bannedAt)}</a>
        </dd>
      </div>
    </dl>
  );
}

/** The viewers who are banned from a channel: until when, by whom and why. */
export function BansPage({ parameters: { channelId = '' } }: PageProps): JSX.Element {
  useTicking(5_000);
  const [changes, setChanges] = useState(0);
  const [jobId, setJobId] = useState<string>();
  const [told, setTold] = useState('');
  const list = usePagedList<ViewerBan>(`${channelId} ${changes}`, async (cursor, signal) => {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await api().GET('/v1/channels/{channelId}/viewer-bans', {
      params: { path: { channelId }, query },
      signal,
    });
    if (!answer.data) return answer;
    const { viewerBans, nextCursor } = answer.data;
    return { response: answer.response, data: { items: viewerBans, nextCursor } };
  });
  const readAgain = (): void => setChanges((before) => before + 1);
  const verbButtons = (verb: Verb): JSX.Element => (
    <VerbButtons
      verbs={[verb]}
      onDone={(job, data) => {
        setJobId(job?.id);
        setTold(job ? '' : liftedWords(data));
        readAgain();
      }}
    />
  );
  return (
    <>
      <h1>
        Banned viewers{' '}
        <small>
          {list.items.length}
          {list.isWhole ? '' : '+'}
        </small>
      </h1>
      <p class="lead">
        Viewers who stay out of <ChannelLink channelId={channelId} isRead />. IVS cannot take a
        revocation back, so after a lift a token needs a higher session version, which the tokens
        that are created here have by themselves.
      </p>
      <Refusal words={list.refusal} />
      {verbButtons(ban(channelId))}
      <p role="status" class="quiet">
        {told}
      </p>
      {jobId !== undefined && <LatestJob key={jobId} jobId={jobId} onEnd={readAgain} />}
      <ul class="resources" aria-label="Banned viewers">
        {list.items.map((viewerBan) => (
          <li key={viewerBan.viewerId} class="card">
            <h2>{viewerBan.viewerId}</h2>
            <BanFacts viewerBan={viewerBan} />
            {verbButtons(lift(channelId, viewerBan))}
          </li>
        ))}
      </ul>
      {list.isWhole && list.items.length === 0 && <p class="quiet">Nobody is banned.</p>}
      {!list.isWhole && !list.isReading && (
        <button type="button" onClick={list.more}>
          Show more
        </button>
      )}
    </>
  );
}
