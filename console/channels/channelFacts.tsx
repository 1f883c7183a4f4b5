import type { JSX } from 'preact';
import type { Job } from '../api/client.ts';
import { msOf } from '../clock.ts';
import { idIn } from '../parts/names.tsx';
import { Tags } from '../parts/tags.tsx';
import { linkTo } from '../router.ts';
import { agoOf, timeOf } from '../words/times.ts';
import type { ChannelData } from './channelData.ts';

/** Returns the job that has made the present stream key; undefined if none of those known has. */
const makerOf = (keyArn: string | undefined, jobs: readonly Job[]): Job | undefined =>
  jobs.find(({ result }) => result !== undefined && result.newStreamKeyArn === keyArn);

/** The stream key by its age, with the command that prints its value, which is never read here. */
function KeyFact({ streamKey, jobs }: Pick<ChannelData, 'streamKey' | 'jobs'>): JSX.Element {
  if (streamKey === undefined) return <>is being read</>;
  if (streamKey === null) return <b class="bad">none</b>;
  const { arn, ageCountsFrom } = streamKey;
  const maker = makerOf(arn, jobs);
  return (
    <>
      {ageCountsFrom === undefined
        ? 'there, made elsewhere at an unknown time'
        : `since ${timeOf(msOf(ageCountsFrom) ?? 0)}, ${agoOf(ageCountsFrom)}`}
      {maker && (
        <>
          , by <a href={linkTo(['jobs', maker.id])}>a job</a>
        </>
      )}
      {/* The page has no right to read the value. */}
      <small class="mono block">channelkeeper stream-keys get {idIn(arn)}</small>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string | undefined }): JSX.Element | null {
  return value === undefined || value === '' ? null : (
    <div>
      <dt>{name}</dt>
      <dd class="mono">{value}</dd>
    </div>
  );
}

/** The settings of a channel. */
export function ChannelFacts({ data }: { data: ChannelData }): JSX.Element {
  const { channel = {}, streamKey, jobs, isGone } = data;
  return (
    <dl class="facts">
      {!isGone && (
        <div>
          <dt>Stream key</dt>
          <dd>
            <KeyFact streamKey={streamKey} jobs={jobs} />
          </dd>
        </div>
      )}
      <div>
        <dt>Tags</dt>
        <dd>
          <Tags tags={channel.tags} />
        </dd>
      </div>
      <Fact name="Type" value={channel.type} />
      <Fact name="Latency" value={channel.latencyMode} />
      <Fact name="Ingest" value={channel.ingestEndpoint} />
      <Fact name="Playback" value={channel.playbackUrl} />
      <Fact name="Recording" value={channel.recordingConfigurationArn} />
      <Fact name="Restriction" value={channel.playbackRestrictionPolicyArn} />
      <Fact name="ARN" value={channel.arn} />
    </dl>
  );
}
