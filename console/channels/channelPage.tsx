import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Job } from '../api/client.ts';
import { msOf, now } from '../clock.ts';
import { LatestJob } from '../jobs/latestJob.tsx';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { Refusal } from '../parts/notice.tsx';
import { tagVerbs } from '../parts/tagVerbs.ts';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import type { Verb } from '../parts/verb.ts';
import { hasEnded } from '../words/jobs.ts';
import { agoOf, lengthOf } from '../words/times.ts';
import { useChannel, type ChannelData } from './channelData.ts';
import { ChannelFacts } from './channelFacts.tsx';
import { revokeViewers, update } from './channelForms.ts';
import { channelVerbs } from './channelVerbs.ts';
import { History } from './history.tsx';
import { StreamPlayer } from './player.tsx';

function States({ data }: { data: ChannelData }): JSX.Element {
  const { stream, suspension, streamKey, isGone, channel } = data;
  if (isGone) return <Badge word={data.isUnknown ? 'unknown' : 'deleted'} tone="quiet" />;
  return (
    <>
      {stream ? (
        <Badge
          word={`live, ${(stream.health ?? 'unknown').toLowerCase()}`}
          tone={stream.health === 'HEALTHY' ? 'good' : 'bad'}
        />
      ) : (
        <Badge word="idle" tone="quiet" />
      )}
      {suspension && <Badge word="suspended" tone="warn" />}
      {streamKey === null && !suspension && <Badge word="no key" tone="bad" />}
      {channel?.authorized && <Badge word="private" tone="quiet" />}
    </>
  );
}

function LiveLine({ data }: { data: ChannelData }): JSX.Element | null {
  const { stream, suspension } = data;
  if (suspension)
    return (
      <p class="lead">
        Suspended {agoOf(suspension.suspendedAt)} by {suspension.suspendedBy}
        {suspension.reason !== undefined && <q>{suspension.reason}</q>}
      </p>
    );
  if (!stream) return null;
  const { viewerCount = -1, startTime } = stream;
  return (
    <p class="lead">
      Live for {lengthOf(now() - (msOf(startTime) ?? now()))} ·{' '}
      {viewerCount < 0 ? 'viewers unknown' : `${viewerCount} viewers`}
    </p>
  );
}

function verbsOf(channelId: string, data: ChannelData): Verb[] {
  const { channel = {}, stream, suspension, streamKey } = data;
  return channelVerbs(
    channelId,
    {
      isLive: stream !== undefined,
      isSuspended: suspension !== undefined,
      hasKey: streamKey !== null,
      isPrivate: channel.authorized === true,
    },
    {
      update: update(channelId, channel),
      tags: tagVerbs(
        'channels',
        channelId,
        channel.tags,
        ', such as channelkeeper:rotate-every=30d',
      ),
      revokeViewers: revokeViewers(channelId),
    },
  );
}

/** A job that has ended is shown on top for this long, in ms; later it is in the history only. */
const RECENT_MS = 600_000;

const isOfNow = (job: Job): boolean =>
  !hasEnded(job) ||
  job.needsAttention === true ||
  (msOf(job.finishedAt ?? job.updatedAt) ?? 0) > now() - RECENT_MS;

/** One channel: its state, its history, its stream, and everything that can be done to it. */
export function ChannelPage({ parameters, settings }: PageProps): JSX.Element {
  useTicking();
  const { channelId = '' } = parameters;
  const data = useChannel(channelId);
  const [begun, setBegun] = useState<string>();
  const [told, setTold] = useState('');
  const { channel, isGone, isUnknown, jobs, sessions, entries, refusal, warnings, stream } = data;
  const jobId = begun ?? jobs.find(isOfNow)?.id;
  return (
    <>
      <h1>
        {channel?.name || channelId} <States data={data} />
      </h1>
      <p class="mono quiet">{channelId}</p>
      <LiveLine data={data} />
      <Refusal words={refusal} />
      {warnings.map(({ field, message }) => (
        <p key={field} class="notice warn">
          {field}: {message}
        </p>
      ))}
      {isGone && (
        <p class="notice">
          IVS has no such channel.{' '}
          {isUnknown
            ? 'The journal knows nothing of one either.'
            : 'It was deleted; its journal and its jobs are kept.'}
        </p>
      )}
      {channel && !isGone && (
        <VerbButtons
          verbs={verbsOf(channelId, data)}
          onDone={(job) => {
            setBegun(job?.id);
            setTold(job ? '' : 'Done.');
            data.refresh();
          }}
        />
      )}
      <p role="status" class="quiet">
        {told}
      </p>
      {jobId !== undefined && <LatestJob key={jobId} jobId={jobId} />}
      <div class="columns">
        <section>
          <h2>History</h2>
          <History channelId={channelId} sessions={sessions} entries={entries} jobs={jobs} />
        </section>
        <section>
          {stream && (
            <>
              <h2>Stream</h2>
              <StreamPlayer
                url={channel?.playbackUrl}
                isPrivate={channel?.authorized === true}
                origins={settings.playbackOrigins}
              />
            </>
          )}
          <h2>Settings</h2>
          <ChannelFacts data={data} />
        </section>
      </div>
    </>
  );
}
