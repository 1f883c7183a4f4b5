import type { JSX } from 'preact';
import { Badge } from '../parts/badge.tsx';
import { linkTo } from '../router.ts';
import { wordsOf } from '../words/jobs.ts';
import { ItemLink } from './itemLink.tsx';
import { itemsOf, type Operation, type OperationPlan } from './operations.ts';

const REASONS = [
  ['unknown', 'not known', 'not known to this deployment'],
  ['notManaged', 'not managed', 'managed by another deployment'],
  ['locked', 'locked', 'locked by a job, for which the work waits'],
] as const;

type Refusals = readonly (readonly [reason: string, word: string, meaning: string])[];

/** Returns the reasons of a plan; those for which a job is not steered have no other words. */
const reasonsIn = ({ refusals }: OperationPlan): Refusals => [
  ...REASONS,
  ...[...new Set(refusals.flatMap(({ reason, jobId }) => (jobId === undefined ? [] : [reason])))]
    .filter((reason) => !REASONS.some(([one]) => one === reason))
    .map(
      (reason) => [reason, wordsOf(reason).toLowerCase(), wordsOf(reason).toLowerCase()] as const,
    ),
];

/**
 * The channels or jobs of a plan that are not in it, or that have to wait. It shows an empty
 * element if there are none.
 */
export function RefusedItems({
  operation,
  plan,
}: {
  operation: Operation;
  plan: OperationPlan;
}): JSX.Element | null {
  const { refusals } = plan;
  const refused: Readonly<Record<string, number | undefined>> = plan.refused;
  const reasons = reasonsIn(plan);
  const words = reasons.flatMap(([reason, , meaning]) =>
    refused[reason] ? [`${itemsOf(operation, refused[reason])}: ${meaning}`] : [],
  );
  return words.length === 0 ? null : (
    <section>
      <h2>Refused or locked</h2>
      <p>{words.join('. ')}.</p>
      <ul class="rows" aria-label="Refused or locked">
        {refusals.map(({ channelArn, jobId, reason, message, job }) => (
          <li key={jobId ?? channelArn} class="row item">
            <Badge word={reasons.find(([one]) => one === reason)?.[1] ?? reason} tone="warn" />
            <ItemLink channelArn={channelArn} jobId={jobId} />
            <span>{job !== undefined && <a href={linkTo(['jobs', job])}>job</a>}</span>
            <span class="now">{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The first channels or jobs of a plan, in the order of the work. */
export function PlannedItems({ plan, total }: { plan: OperationPlan; total: number }): JSX.Element {
  const { channels = [], jobs = [] } = plan;
  const shown = channels.length + jobs.length;
  const title = plan.jobs ? 'Jobs' : 'Channels';
  return (
    <section>
      <h2>
        {title} <small>{shown < total && `the first ${shown} of ${total}`}</small>
      </h2>
      <ul class="rows" aria-label={`Planned ${title.toLowerCase()}`}>
        {channels.map(({ channelArn, isLive }) => (
          <li key={channelArn} class="row item">
            <Badge word={isLive ? 'live' : 'not live'} tone={isLive ? 'good' : 'quiet'} />
            <ItemLink channelArn={channelArn} jobId={undefined} />
          </li>
        ))}
        {jobs.map(({ jobId, workflow, ending, status }) => (
          <li key={jobId} class="row item">
            <Badge word={wordsOf(ending ?? status).toLowerCase()} tone="quiet" />
            <ItemLink channelArn={undefined} jobId={jobId} />
            <span class="now">{wordsOf(workflow)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
