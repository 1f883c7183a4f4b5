import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { Facts, type Fact } from '../parts/facts.tsx';
import { idIn, noteName } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { goTo, linkTo } from '../router.ts';
import { agoOf, lengthOf } from '../words/times.ts';
import { ItemResults } from './itemResults.tsx';
import {
  operationState,
  selectionWords,
  stateSentence,
  workWords,
  type Operation,
} from './operations.ts';
import { operationVerbs } from './operationVerbs.ts';
import { PlannedItems, RefusedItems } from './plannedItems.tsx';

const EVERY_MS = 2_000;

function Progress({ operation }: { operation: Operation }): JSX.Element | null {
  const { appliedAt, total, etaSeconds, progress } = operation;
  if (appliedAt === undefined) return null;
  const { begun, done, skipped, failed } = progress;
  return (
    <p class="progress">
      <progress max={Math.max(1, total)} value={done} aria-label="Progress" />
      {done} of {total} done
      {begun > done && ` · ${begun - done} under way`}
      {skipped > 0 && ` · ${skipped} skipped`}
      {failed > 0 && <b class="bad"> · {failed} failed</b>}
      {etaSeconds !== undefined && ` · about ${lengthOf(etaSeconds * 1_000)} left`}
    </p>
  );
}

/** Returns the facts that are decided when an operation is planned. */
function planFacts(operation: Operation): readonly Fact[] {
  const {
    total,
    live,
    input,
    canary,
    maxFailures,
    concurrency,
    calls = {},
    awaitingEnd,
  } = operation;
  const { appliedAt, etaSeconds } = operation;
  const isPlan = appliedAt === undefined && etaSeconds !== undefined;
  return [
    live === undefined ? ['Jobs', total] : ['Channels', `${total}, ${live} of them live`],
    ['Selection', selectionWords(operation)],
    ['Input', input && <span class="mono">{JSON.stringify(input)}</span>],
    ['Canary', canary],
    [
      'Pauses',
      maxFailures && `after ${maxFailures === 1 ? '1 failure' : `${maxFailures} failures`}`,
    ],
    ['At a time', concurrency],
    [
      'Calls of IVS',
      Object.entries(calls)
        .map(([name, count]) => `${count} ${name}`)
        .join(', '),
    ],
    ['Takes', isPlan ? `about ${lengthOf(etaSeconds * 1_000)}` : undefined],
    ['Left out', awaitingEnd && `${awaitingEnd} that wait for the end of their stream`],
  ];
}

const operationLink = (id: string | undefined): ComponentChildren =>
  id && (
    <a class="mono" href={linkTo(['operations', id])}>
      {id}
    </a>
  );

function aboutFacts(operation: Operation): readonly Fact[] {
  const { id, jobId, requestedBy, reason, createdAt, appliedAt, finishedAt } = operation;
  const requested = (
    <>
      {requestedBy}
      {reason !== undefined && <q>{reason}</q>}
    </>
  );
  return [
    ['Requested by', requested],
    ['Planned', agoOf(createdAt)],
    ['Applied', appliedAt && agoOf(appliedAt)],
    ['Ended', finishedAt && agoOf(finishedAt)],
    ['Does again', operationLink(operation.redriveOf)],
    ['Redriven by', operationLink(operation.redrivenBy)],
    ['Job', <a href={linkTo(['jobs', jobId])}>{jobId}</a>],
    ['Id', <span class="mono">{id}</span>],
  ];
}

/** One operation: its plan, its progress, and the result of each channel or job. */
export function OperationPage({ parameters: { operationId = '' } }: PageProps): JSX.Element {
  useTicking();
  const [told, setTold] = useState('');
  const { data, refusal, refresh } = usePolled(
    `operation ${operationId}`,
    EVERY_MS,
    async (asked) => {
      const params = { path: { operationId } };
      const answer = await api().GET('/v1/operations/{operationId}', { ...asked, params });
      for (const { channelArn, name } of answer.data?.plan.channels ?? [])
        noteName(idIn(channelArn), name);
      return answer;
    },
  );
  if (!data)
    return (
      <>
        <h1>Operation</h1>
        <Refusal words={refusal} />
      </>
    );
  const { operation, plan } = data;
  const { id, status, jobId, total, appliedAt } = operation;
  const sentence = stateSentence(operation);
  return (
    <>
      <h1>
        {workWords(operation)} <Badge {...operationState(operation)} />
      </h1>
      {sentence !== '' && (
        <p class="lead">
          {sentence}{' '}
          {status === 'awaitingApproval' && <a href={linkTo(['jobs', jobId])}>Show its job</a>}
        </p>
      )}
      <Refusal words={refusal} />
      <Progress operation={operation} />
      <VerbButtons
        verbs={operationVerbs(operation)}
        onDone={(_job, answered) => {
          setTold('Done.');
          const { operation: next } = answered as { operation: Operation };
          if (next.id === id) refresh();
          else goTo(linkTo(['operations', next.id]));
        }}
      />
      <p role="status" class="quiet">
        {told}
      </p>
      <div class="columns">
        <section>
          <h2>Plan</h2>
          <Facts facts={planFacts(operation)} />
        </section>
        <section>
          <h2>About</h2>
          <Facts facts={aboutFacts(operation)} />
        </section>
      </div>
      <RefusedItems operation={operation} plan={plan} />
      {appliedAt === undefined ? (
        <PlannedItems plan={plan} total={total} />
      ) : (
        <ItemResults operation={operation} />
      )}
    </>
  );
}
