import type { JSX } from 'preact';
import type { Job } from '../api/client.ts';
import { Tags } from '../parts/tags.tsx';
import { linkTo } from '../router.ts';
import { agoOf } from '../words/times.ts';
import type { ChannelData } from './channelData.ts';

/** Returns the job that has made the present stream key; undefined if none of those known has. */
const makerOf = (keyArn: string, jobs: readonly Job[]): Job | undefined =>
  jobs.find(({ result }) => result?.newStreamKeyArn === keyArn);

/** The stream key by its age, as far as the jobs tell it. Its value is never read here. */
function KeyFact({ keyArn, jobs }: Pick<ChannelData, 'keyArn' | 'jobs'>): JSX.Element {
  if (keyArn === undefined) return <>is being read</>;
  if (keyArn === null) return <b class="bad">none</b>;
  const maker = makerOf(keyArn, jobs);
  return maker ? (
    <>
      made {agoOf(maker.finishedAt ?? maker.updatedAt)} by{' '}
      <a href={linkTo(['jobs', maker.id])}>a job</a>
    </>
  ) : (
    <>there, older than the jobs shown here</>
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
  const { channel = {}, keyArn, jobs } = data;
  return (
    <dl class="facts">
      <div>
        <dt>Stream key</dt>
        <dd>
          <KeyFact keyArn={keyArn} jobs={jobs} />
        </dd>
      </div>
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
