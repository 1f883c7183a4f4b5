import type { JSX } from 'preact';
import { Badge } from '../parts/badge.tsx';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { linkTo } from '../router.ts';
import { channelsOf, type OperationPlan } from './operations.ts';

const REASONS = [
  ['unknown', 'not known', 'not known to this deployment'],
  ['notManaged', 'not managed', 'managed by another deployment'],
  ['locked', 'locked', 'locked by a job, for which the work waits'],
] as const;

/** The channels of a plan that are not in it, or that have to wait; nothing if there are none. */
export function RefusedChannels({ plan }: { plan: OperationPlan }): JSX.Element | null {
  const { refused, refusals } = plan;
  const words = REASONS.filter(([reason]) => refused[reason] > 0).map(
    ([reason, , meaning]) => `${channelsOf(refused[reason])}: ${meaning}`,
  );
  return words.length === 0 ? null : (
    <section>
      <h2>Refused or locked</h2>
      <p>{words.join('. ')}.</p>
      <ul class="rows" aria-label="Refused or locked channels">
        {refusals.map(({ channelArn, reason, job }) => (
          <li key={channelArn} class="row item">
            <Badge word={REASONS.find(([one]) => one === reason)?.[1] ?? reason} tone="warn" />
            <ChannelLink channelId={idIn(channelArn)} />
            <span>{job !== undefined && <a href={linkTo(['jobs', job])}>job</a>}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The first channels of a plan, in the order of the work. */
export function PlannedChannels({
  plan,
  total,
}: {
  plan: OperationPlan;
  total: number;
}): JSX.Element {
  const { channels } = plan;
  return (
    <section>
      <h2>
        Channels{' '}
        <small>{channels.length < total && `the first ${channels.length} of ${total}`}</small>
      </h2>
      <ul class="rows" aria-label="Planned channels">
        {channels.map(({ channelArn, isLive }) => (
          <li key={channelArn} class="row item">
            <Badge word={isLive ? 'live' : 'not live'} tone={isLive ? 'good' : 'quiet'} />
            <ChannelLink channelId={idIn(channelArn)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
